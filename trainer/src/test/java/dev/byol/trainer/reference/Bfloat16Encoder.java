package dev.byol.trainer.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.nn.Node;
import dev.byol.trainer.nn.Parameter;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an encoder in bfloat16 promises: to lie no farther from the exact result than the
 * reference's own operations do when what lies between them is kept in bfloat16 ({@link
 * RoundedEngine}).
 *
 * <p>How far that is depends on the case. A rounding of 1/500 becomes 1/20 after eighteen layers
 * and a third after fifty that normalise over four values; a number near zero changes its sign and
 * with it a ReLU's gradient, and pixels that were different become ties of the pooling. So no
 * number bounds all cases, and the format's own error bounds each.
 */
final class Bfloat16Encoder {
  private static final int RUNS = 5;

  /**
   * What a run may exceed the worst of those runs by. They round by chance, which errs by the root
   * of two more than rounding to the nearest; Winograd's convolutions round their factors once
   * more. Measured 0.7 of the worst as a rule, and 0.97 where an array is large.
   */
  private static final double MORE = 1.25;

  /**
   * Some standard deviations of the length of so many independent errors, times the root of their
   * number.
   */
  private static final double CHANCE = 3;

  /** What is smaller may be float32's own rounding. */
  private static final double FLOAT32 = 1e-5;

  private Bfloat16Encoder() {}

  /** Compares the engine under test; the exact result is held to the reference by the same case. */
  static void check(ReferenceCase testCase) throws InterruptedException {
    Map<String, double[]> exact =
        arrays(testCase, new LaneBench(Nd4jEngine.start(Precision.FLOAT64)));
    Map<String, Double> format = new TreeMap<>();
    for (int run = 0; run < RUNS; run++) {
      arrays(testCase, new LaneBench(RoundedEngine.start(run)))
          .forEach(
              (name, values) ->
                  format.merge(name, Closeness.relativeL2(exact.get(name), values), Math::max));
    }
    Map<String, double[]> ours = arrays(testCase, new LaneBench(Precision.FLOAT32));
    for (Map.Entry<String, double[]> entry : ours.entrySet()) {
      String name = entry.getKey();
      double[] values = entry.getValue();
      double factor = MORE + CHANCE / Math.sqrt(values.length);
      Closeness.assertRelativeL2(
          name, exact.get(name), values, FLOAT32 + factor * format.get(name));
    }
  }

  private static Map<String, double[]> arrays(ReferenceCase testCase, LaneBench lane)
      throws InterruptedException {
    JsonNode info = testCase.info();
    String prefix = info.get("fill_prefix").asText() + "/";
    int[] shape = EncoderCheck.ints(info.get("image_shape"));
    Map<String, double[]> arrays = new TreeMap<>();
    try (NetworkBench bench = EncoderCheck.bench(testCase, lane)) {
      double[] images = Closeness.doubles(Fill.fill(prefix + "images", shape, Fill.Kind.NORMAL));
      double[] trained = bench.train(images);
      arrays.put("embedding_train", trained);
      for (Node.BatchNorm norm : bench.batchNorms()) {
        String module = "state1/" + norm.scale().module() + "/~/";
        bench
            .statistics(norm)
            .vectors()
            .forEach((name, vector) -> arrays.put(module + name, vector.read()));
      }
      if (info.has("grads")) {
        int[] embedding = {shape[0], trained.length / shape[0]};
        bench.backward(
            Closeness.doubles(Fill.fill(prefix + "cotangent", embedding, Fill.Kind.SIGNED)));
        for (Parameter parameter : bench.parameters()) {
          arrays.put("grads/" + parameter.path(), bench.gradient(parameter));
        }
        arrays.put("grad_images", bench.inputGradient());
      }
      double[] images2 = Closeness.doubles(Fill.fill(prefix + "images2", shape, Fill.Kind.NORMAL));
      arrays.put("embedding_eval", bench.evaluate(images2));
      EncoderCheck.fillState(prefix + "state/", bench);
      arrays.put("embedding_eval_filled_state", bench.evaluate(images));
    }
    return arrays;
  }
}
