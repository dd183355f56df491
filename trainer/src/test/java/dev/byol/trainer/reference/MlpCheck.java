package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertMaxAbs;
import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.nn.GraphBuilder;
import dev.byol.trainer.nn.Mlp;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Kind {@code mlp}: projector and predictor, forward, backward and running statistics. */
final class MlpCheck implements ReferenceCheck {
  @Override
  public Stream<? extends DynamicNode> tests(ReferenceCase testCase) {
    List<DynamicNode> tests = new ArrayList<>();
    for (JsonNode variant : testCase.info().get("variants")) {
      String name = variant.get("name").asText();
      tests.add(
          dynamicTest(
              name + " agrees in float32",
              () -> check(variant, testCase.arrays(), Precision.FLOAT32, 1e-5)));
      testCase
          .float64()
          .ifPresent(
              arrays ->
                  tests.add(
                      dynamicTest(
                          name + " agrees in float64",
                          () -> check(variant, arrays, Precision.FLOAT64, 1e-9))));
    }
    return tests.stream();
  }

  private static void check(
      JsonNode variant, Map<String, NpyArray> arrays, Precision precision, double tolerance)
      throws InterruptedException {
    String prefix = variant.get("name").asText() + "/";
    GraphBuilder builder = GraphBuilder.forInput(Shape.vectors(1, variant.get("input").asInt()));
    int output =
        Mlp.append(
            builder,
            "projector",
            builder.input(),
            variant.get("hidden").asInt(),
            variant.get("output").asInt());
    try (NetworkBench bench =
        new NetworkBench(
            builder,
            output,
            variant.get("batch").asInt(),
            precision,
            variant.get("decay_rate").asDouble(),
            variant.get("eps").asDouble(),
            parameter -> arrays.get(prefix + "params/" + parameter.path()).values())) {
      double[] x = arrays.get(prefix + "x").values();
      assertRelativeL2(
          "y_train", arrays.get(prefix + "y_train").values(), bench.train(x), tolerance);
      for (Node.BatchNorm norm : bench.batchNorms()) {
        String state = prefix + "state1/" + norm.scale().module() + "/~/";
        bench
            .statistics(norm)
            .vectors()
            .forEach(
                (key, vector) ->
                    assertRelativeL2(
                        state + key, arrays.get(state + key).values(), vector.read(), tolerance));
      }
      int[] shape = arrays.get(prefix + "y_train").shape();
      bench.backward(Closeness.doubles(Fill.fill(prefix + "cotangent", shape, Fill.Kind.SIGNED)));
      for (Parameter parameter : bench.parameters()) {
        String key = prefix + "grads/" + parameter.path();
        if (key.endsWith("/linear/b")) {
          // Zero by mathematics before a batch norm: noise on both sides.
          assertMaxAbs(key, arrays.get(key).values(), bench.gradient(parameter), 1e-5);
        } else {
          assertRelativeL2(key, arrays.get(key).values(), bench.gradient(parameter), tolerance);
        }
      }
      assertRelativeL2(
          "grad_x", arrays.get(prefix + "grad_x").values(), bench.inputGradient(), tolerance);
      assertRelativeL2(
          "y_eval", arrays.get(prefix + "y_eval").values(), bench.evaluate(x), tolerance);
    }
  }
}
