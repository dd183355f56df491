package dev.byol.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.byol.trainer.eval.LinearEvaluation.Settings;
import org.junit.jupiter.api.Test;

class LinearEvaluationTest {
  private static LinearEvaluation trained(LabelledFeatures data, long seed) {
    LinearEvaluation classifier =
        LinearEvaluation.initialise(
            Settings.reference(data.classes(), 50, 60), data.features().dimensions(), seed);
    classifier.train(data, 50, seed, () -> {});
    return classifier;
  }

  @Test
  void separableClassesAreSeparated() {
    LabelledFeatures data = Made.clouds(220, 20, 6, 0.3, 1);
    LinearEvaluation.Result result = trained(data, 0).evaluate(Made.clouds(60, 20, 6, 0.3, 2));
    assertThat(result.top1()).isEqualTo(1);
    assertThat(result.top5()).isEqualTo(1);
    assertThat(result.loss()).isLessThan(0.5);
  }

  @Test
  void equalSeedsGiveEqualClassifiers() {
    LabelledFeatures data = Made.clouds(120, 9, 4, 1, 1);
    assertThat(trained(data, 5).weights()).isEqualTo(trained(data, 5).weights());
    assertThat(trained(data, 6).weights()).isNotEqualTo(trained(data, 5).weights());
  }

  @Test
  void theStartIsTruncatedAtTwoDeviationsWithoutBias() {
    LinearEvaluation fresh = LinearEvaluation.initialise(Settings.reference(10, 8, 8), 400, 3);
    double squares = 0;
    for (double weight : fresh.weights()) {
      assertThat(Math.abs(weight)).isLessThanOrEqualTo(2 / Math.sqrt(400));
      squares += weight * weight;
    }
    // A normal distribution cut at two deviations has 0.8796 of its deviation.
    assertThat(Math.sqrt(squares / 4000) * Math.sqrt(400)).isBetween(0.86, 0.90);
    assertThat(fresh.biases()).containsOnly(0);
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    LabelledFeatures data = Made.clouds(20, 9, 4, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trained(data, 0))
        .withMessageContaining("must be in 1..20");
  }
}
