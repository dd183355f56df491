package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.BatchNormSpec.Activation;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.nn.GraphBuilder;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import dev.byol.trainer.nn.RunningStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code batchnorm}: training passes with running statistics, gradients, evaluation. */
final class BatchNormCheck implements ReferenceCheck {
  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    List<DynamicNode> tests = new ArrayList<>();
    for (JsonNode variant : testCase.info().get("variants")) {
      String name = variant.get("name").asText();
      // A large mean cancels in E[x^2] - E[x]^2; the reference's own float32 loses as much.
      double float32 = variant.has("shift") ? 3e-3 : 1e-5;
      double float64 = variant.has("shift") ? 1e-8 : 1e-9;
      tests.add(
          dynamicTest(
              name + " agrees in float32",
              () -> check(variant, testCase.arrays(), Precision.FLOAT32, float32)));
      testCase
          .float64()
          .ifPresent(
              arrays ->
                  tests.add(
                      dynamicTest(
                          name + " agrees in float64",
                          () -> check(variant, arrays, Precision.FLOAT64, float64))));
    }
    return tests.stream();
  }

  private static void check(
      JsonNode variant, Map<String, NpyArray> arrays, Precision precision, double tolerance)
      throws InterruptedException {
    String prefix = variant.get("name").asText() + "/";
    int[] shape = EncoderCheck.ints(variant.get("shape"));
    GraphBuilder builder = GraphBuilder.forInput(LaneBench.shape(shape).withImages(1));
    int output = builder.batchNorm("bn", builder.input(), Activation.NONE);
    try (NetworkBench bench =
        new NetworkBench(
            builder,
            output,
            shape[0],
            precision,
            variant.get("decay_rate").asDouble(),
            variant.get("eps").asDouble(),
            parameter -> arrays.get(prefix + "params/" + parameter.path()).values())) {
      Node.BatchNorm norm = bench.batchNorms().get(0);
      RunningStatistics statistics = bench.statistics(norm);
      restore(statistics, prefix + "state0/bn/~/", arrays);
      int steps = variant.get("steps").asInt();
      double[] x = new double[0];
      for (int i = 0; i < steps; i++) {
        x = arrays.get(prefix + "x" + i).values();
        String y = prefix + "y_train" + i;
        assertRelativeL2(y, arrays.get(y).values(), bench.train(x), tolerance);
        agrees(statistics, prefix + "state" + (i + 1) + "/bn/~/", arrays, tolerance);
        if (i == 0) {
          gradientsAgree(bench, prefix, shape, arrays, tolerance);
        }
      }
      String y = prefix + "y_eval";
      assertRelativeL2(y, arrays.get(y).values(), bench.evaluate(x), tolerance);
    }
  }

  private static void gradientsAgree(
      NetworkBench bench,
      String prefix,
      int[] shape,
      Map<String, NpyArray> arrays,
      double tolerance)
      throws InterruptedException {
    bench.backward(Closeness.doubles(Fill.fill(prefix + "cotangent", shape, Fill.Kind.SIGNED)));
    for (Parameter parameter : bench.parameters()) {
      String key = prefix + "grads0/" + parameter.path();
      assertRelativeL2(key, arrays.get(key).values(), bench.gradient(parameter), tolerance);
    }
    String key = prefix + "grad_x0";
    assertRelativeL2(key, arrays.get(key).values(), bench.inputGradient(), tolerance);
  }

  private static void restore(
      RunningStatistics statistics, String module, Map<String, NpyArray> arrays) {
    statistics.vectors().forEach((key, vector) -> vector.write(arrays.get(module + key).values()));
    statistics.restoreCounter((int) arrays.get(module + "mean_ema/counter").values()[0]);
  }

  private static void agrees(
      RunningStatistics statistics, String module, Map<String, NpyArray> arrays, double tolerance) {
    statistics
        .vectors()
        .forEach(
            (key, vector) ->
                assertRelativeL2(
                    module + key, arrays.get(module + key).values(), vector.read(), tolerance));
    assertThat(statistics.counter())
        .isEqualTo((int) arrays.get(module + "mean_ema/counter").values()[0]);
  }
}
