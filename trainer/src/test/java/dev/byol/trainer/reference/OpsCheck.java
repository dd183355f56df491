package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.ConvolutionGeometry;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.GradientTarget;
import dev.byol.trainer.engine.InputNormalisation;
import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Operation;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code ops}: convolutions and pools with SAME padding, forward and backward. */
final class OpsCheck implements ReferenceCheck {
  /** Two roundings to the 8 bits of bfloat16: of what was there, and of what was added. */
  private static final double RESULT_IN_BFLOAT16 = 0x1p-8;

  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    List<DynamicNode> tests = new ArrayList<>();
    for (Precision precision : List.of(Precision.FLOAT32, Precision.FLOAT64)) {
      for (JsonNode conv : testCase.info().get("convs")) {
        String key = conv.get("key").asText();
        tests.add(
            dynamicTest(
                key + " agrees in " + precision, () -> convolution(testCase, conv, precision)));
      }
      for (JsonNode pool : testCase.info().get("pools")) {
        String key = pool.get("key").asText();
        tests.add(
            dynamicTest(key + " agrees in " + precision, () -> pool(testCase, pool, precision)));
      }
    }
    for (JsonNode conv : testCase.info().get("convs")) {
      tests.add(dynamicTest(conv.get("key").asText() + " pads as XLA does", () -> padding(conv)));
    }
    if (testCase.arrays().containsKey("normalize/out")) {
      tests.add(dynamicTest("pictures are normalised alike", () -> normalisation(testCase)));
    }
    return tests.stream();
  }

  private static void normalisation(ReferenceCase testCase) {
    double[] pictures = testCase.array("normalize/images").values();
    double[] ours = new double[pictures.length];
    Arrays.setAll(ours, i -> InputNormalisation.normalised(pictures[i], i % 3));
    assertRelativeL2("normalize/out", testCase.array("normalize/out").values(), ours, 1e-6);
  }

  private static void padding(JsonNode conv) {
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(conv.get("k").asInt(), conv.get("s").asInt());
    JsonNode padding = conv.get("padding_top_bottom_left_right");
    assertThat(geometry.padBefore(conv.get("h").asInt())).isEqualTo(padding.get(0).asInt());
    assertThat(geometry.padBefore(conv.get("w").asInt())).isEqualTo(padding.get(2).asInt());
  }

  private static void convolution(ReferenceCase testCase, JsonNode conv, Precision precision) {
    String key = conv.get("key").asText();
    Operands operands = Operands.of(testCase, key, precision);
    agrees(testCase, key, precision, (lane, held) -> convolved(lane, conv, operands.as(held)));
  }

  private static void pool(ReferenceCase testCase, JsonNode pool, Precision precision) {
    String key = pool.get("key").asText();
    Operands operands = Operands.of(testCase, key, precision);
    agrees(testCase, key, precision, (lane, held) -> pooled(lane, operands.as(held)));
  }

  private static Map<String, double[]> convolved(LaneBench bench, JsonNode conv, Operands on) {
    FlatBuffer weights = bench.flat(on.weights().orElseThrow());
    FlatBuffer dw = bench.flat((int) weights.length());
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(conv.get("k").asInt(), conv.get("s").asInt());
    Map<String, double[]> results =
        run(
            bench,
            on,
            Optional.of(dw),
            (x, y, gradients) -> bench.lane().convolution(geometry, x, weights, y, gradients));
    results.put("grad_w", LaneBench.read(dw));
    return results;
  }

  private static Map<String, double[]> pooled(LaneBench bench, Operands on) {
    ConvolutionGeometry geometry = new ConvolutionGeometry(3, 2);
    return run(
        bench,
        on,
        Optional.empty(),
        (x, y, gradients) -> bench.lane().maxPool(geometry, x, y, gradients));
  }

  /** An operation declared on a lane. */
  private interface Declaration {
    Operation on(Tensor x, Tensor y, Optional<Lane.Gradients> gradients);
  }

  private static Map<String, double[]> run(
      LaneBench bench, Operands on, Optional<FlatBuffer> dw, Declaration declaration) {
    Tensor x = bench.tensor(on.shapeOfX());
    Tensor y = bench.tensor(on.shapeOfY());
    Tensor dx = bench.tensor(on.shapeOfX());
    Tensor dy = bench.tensor(on.shapeOfY());
    GradientTarget target = new GradientTarget(dx, GradientTarget.Mode.SET);
    Operation operation =
        declaration.on(
            x, y, Optional.of(new Lane.Gradients(dy, Optional.of(target), dw, Optional.empty())));
    bench.lane().allocate();
    x.write(0, on.x());
    operation.forward();
    Map<String, double[]> results = new TreeMap<>();
    results.put("y", LaneBench.read(y));
    dy.write(0, on.cotangent());
    operation.backward();
    results.put("grad_x", LaneBench.read(dx));
    return results;
  }

  /** An operation's results on a bench, of operands as {@code held} keeps them. */
  private interface Computation {
    Map<String, double[]> on(LaneBench bench, UnaryOperator<double[]> held);
  }

  /**
   * Compares with the case's arrays. Bfloat16 rounds the operands before any operation sees them,
   * and may make ties of the pooling out of pixels that were different: there the reference's
   * operation in float64 on what bfloat16 holds of them is what to agree with.
   */
  private static void agrees(
      ReferenceCase testCase, String key, Precision precision, Computation computation) {
    Map<String, double[]> ours;
    try (LaneBench bench = new LaneBench(precision)) {
      ours = computation.on(bench, UnaryOperator.identity());
    }
    if (EngineUnderTest.roundsActivations()) {
      try (LaneBench bench = new LaneBench(Nd4jEngine.start(Precision.FLOAT64))) {
        Map<String, double[]> exact = computation.on(bench, RoundedEngine::nearest);
        ours.forEach(
            (name, values) ->
                assertRelativeL2(key + " " + name, exact.get(name), values, RESULT_IN_BFLOAT16));
      }
      return;
    }
    Map<String, NpyArray> expected = expected(testCase, precision);
    ours.forEach(
        (name, values) ->
            assertRelativeL2(
                key + " " + name,
                expected.get(key + "/" + name).values(),
                values,
                tolerance(precision)));
  }

  /**
   * What an operation reads.
   *
   * @param cotangent gradient of its output
   */
  private record Operands(
      int[] shapeOfX, int[] shapeOfY, double[] x, double[] cotangent, Optional<double[]> weights) {
    static Operands of(ReferenceCase testCase, String key, Precision precision) {
      NpyArray x = expected(testCase, precision).get(key + "/x");
      int[] shapeOfY = testCase.array(key + "/y").shape();
      NpyArray images = testCase.array("normalize/images");
      String prefix = Fill.prefixOf("normalize/images", images, Fill.Kind.UNIT);
      return new Operands(
          x.shape(),
          shapeOfY,
          x.values(),
          Closeness.doubles(Fill.fill(prefix + key + "/cotangent", shapeOfY, Fill.Kind.SIGNED)),
          Optional.ofNullable(testCase.arrays().get(key + "/w")).map(NpyArray::values));
    }

    Operands as(UnaryOperator<double[]> held) {
      return new Operands(
          shapeOfX, shapeOfY, held.apply(x), held.apply(cotangent), weights.map(held));
    }
  }

  private static Map<String, NpyArray> expected(ReferenceCase testCase, Precision precision) {
    return precision == Precision.FLOAT64
        ? testCase.float64().orElse(testCase.arrays())
        : testCase.arrays();
  }

  private static double tolerance(Precision precision) {
    return precision == Precision.FLOAT64 ? 1e-12 : 3e-6;
  }
}
