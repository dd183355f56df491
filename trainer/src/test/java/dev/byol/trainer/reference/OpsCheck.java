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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code ops}: convolutions and pools with SAME padding, forward and backward. */
final class OpsCheck implements ReferenceCheck {
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
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(conv.get("k").asInt(), conv.get("s").asInt());
    String key = conv.get("key").asText();
    try (LaneBench bench = new LaneBench(precision)) {
      Map<String, NpyArray> expected = expected(testCase, precision);
      FlatBuffer weights = bench.flat(testCase.array(key + "/w").values());
      FlatBuffer dw = bench.flat((int) weights.length());
      run(
          bench,
          testCase,
          expected,
          key,
          precision,
          (tensors, gradients) ->
              bench
                  .lane()
                  .convolution(
                      geometry,
                      tensors.get(0),
                      weights,
                      tensors.get(1),
                      Optional.of(
                          new Lane.Gradients(
                              gradients.get(1),
                              Optional.of(
                                  new GradientTarget(gradients.get(0), GradientTarget.Mode.SET)),
                              Optional.of(dw),
                              Optional.empty()))));
      assertRelativeL2(
          key + " grad_w",
          expected.get(key + "/grad_w").values(),
          LaneBench.read(dw),
          tolerance(precision));
    }
  }

  private static void pool(ReferenceCase testCase, JsonNode pool, Precision precision) {
    String key = pool.get("key").asText();
    try (LaneBench bench = new LaneBench(precision)) {
      run(
          bench,
          testCase,
          expected(testCase, precision),
          key,
          precision,
          (tensors, gradients) ->
              bench
                  .lane()
                  .maxPool(
                      new ConvolutionGeometry(3, 2),
                      tensors.get(0),
                      tensors.get(1),
                      Optional.of(
                          new Lane.Gradients(
                              gradients.get(1),
                              Optional.of(
                                  new GradientTarget(gradients.get(0), GradientTarget.Mode.SET)),
                              Optional.empty(),
                              Optional.empty()))));
    }
  }

  private static void run(
      LaneBench bench,
      ReferenceCase testCase,
      Map<String, NpyArray> expected,
      String key,
      Precision precision,
      BiFunction<List<Tensor>, List<Tensor>, Operation> declare) {
    NpyArray x = expected.get(key + "/x");
    NpyArray y = testCase.array(key + "/y");
    List<Tensor> tensors = List.of(bench.tensor(x.shape()), bench.tensor(y.shape()));
    List<Tensor> gradients = List.of(bench.tensor(x.shape()), bench.tensor(y.shape()));
    Operation operation = declare.apply(tensors, gradients);
    bench.lane().allocate();
    tensors.get(0).write(0, x.values());
    operation.forward();
    assertRelativeL2(
        key + " y",
        expected.get(key + "/y").values(),
        LaneBench.read(tensors.get(1)),
        tolerance(precision));
    NpyArray images = testCase.array("normalize/images");
    String prefix = Fill.prefixOf("normalize/images", images, Fill.Kind.UNIT);
    float[] cotangent = Fill.fill(prefix + key + "/cotangent", y.shape(), Fill.Kind.SIGNED);
    gradients.get(1).write(0, Closeness.doubles(cotangent));
    operation.backward();
    assertRelativeL2(
        key + " grad_x",
        expected.get(key + "/grad_x").values(),
        LaneBench.read(gradients.get(0)),
        tolerance(precision));
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
