package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.loss.TopK;
import dev.byol.trainer.nn.ParameterLayout;
import java.util.Map;

/** The evaluation at the end of a {@code byol_step} case: running statistics, online classifier. */
final class StepEvaluation {
  private StepEvaluation() {}

  /** Compares projection, logits and top-1 where the case has them. */
  static void agrees(
      StepCase testCase, Engine engine, TrainState state, int lanes, double tolerance) {
    Map<String, NpyArray> arrays = testCase.arrays();
    if (!arrays.containsKey("eval/projection")) {
      return;
    }
    int count = testCase.config().get("eval_batch").asInt();
    int size = testCase.imageSize();
    float[] images =
        Fill.fill(
            testCase.prefix() + "eval/images", new int[] {count, size, size, 3}, Fill.Kind.UNIT);
    ByolNetwork network = testCase.network();
    float[] projection =
        extract(testCase, engine, state, network.projection(), images, count, lanes);
    assertRelativeL2(
        "eval/projection",
        arrays.get("eval/projection").values(),
        Closeness.doubles(projection),
        // Features leave the engine in float32.
        Math.max(tolerance, 1e-6));
    float[] representation =
        extract(testCase, engine, state, network.representation(), images, count, lanes);
    NpyArray expected = arrays.get("eval/logits");
    double[] logits =
        logits(
            network.classifier().orElseThrow(), state.online().parameters(), representation, count);
    assertRelativeL2("eval/logits", expected.values(), logits, Math.max(tolerance, 1e-6));
    boolean[] correct =
        TopK.correct(
            logits, expected.shape()[1], testCase.reference().array("eval/labels").ints(), 1);
    for (int i = 0; i < count; i++) {
      assertThat(correct[i])
          .as("top-1 of picture " + i)
          .isEqualTo(arrays.get("eval/top1_accuracy").values()[i] == 1);
    }
  }

  private static float[] extract(
      StepCase testCase,
      Engine engine,
      TrainState state,
      int output,
      float[] images,
      int count,
      int lanes) {
    try (FeatureExtractor extractor =
        new FeatureExtractor(engine, testCase.network(), state.online(), output, 3, lanes)) {
      float[] features = new float[count * extractor.features()];
      extractor.extract(images, count, features, 0);
      return features;
    }
  }

  private static double[] logits(
      ByolNetwork.Classifier classifier, FlatBuffer parameters, float[] representation, int count) {
    double[] weights = LaneBench.read(ParameterLayout.slice(parameters, classifier.weights()));
    double[] bias = LaneBench.read(ParameterLayout.slice(parameters, classifier.bias()));
    int features = representation.length / count;
    double[] logits = new double[count * bias.length];
    for (int i = 0; i < logits.length; i++) {
      int c = i % bias.length;
      logits[i] = bias[c];
      for (int f = 0; f < features; f++) {
        logits[i] += representation[i / bias.length * features + f] * weights[f * bias.length + c];
      }
    }
    return logits;
  }
}
