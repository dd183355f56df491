package dev.byol.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LinearProbeTest {
  @Test
  void separableClassesAreSeparated() {
    LinearProbe probe = LinearProbe.fit(Made.clouds(203, 37, 5, 0.3, 1));
    assertThat(probe.accuracy(Made.clouds(101, 37, 5, 0.3, 2))).isEqualTo(1);
  }

  @Test
  void labelsWithoutConnectionAreGuessed() {
    LabelledFeatures noise = Made.clouds(400, 5, 4, 1000, 3);
    assertThat(LinearProbe.fit(noise).accuracy(Made.clouds(400, 5, 4, 1000, 4)))
        .isBetween(0.15, 0.35);
  }

  @Test
  void theFitMinimisesThePenalisedCrossEntropy() {
    // One dimension, two classes, x = +-1 after standardising: by symmetry the weights are +-w with
    // 10 * log(1 + exp(-2w)) + w^2 least, that is 1 / (1 + exp(2w)) = w / 10.
    float[] x = {3, 3, 3, 3, 3, 7, 7, 7, 7, 7};
    int[] labels = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    LabelledFeatures train = new LabelledFeatures(new Features(x, 10, 1), labels, 2);
    LinearProbe probe =
        LinearProbe.fit(train, new LinearProbe.Settings(1, 200, 1e-12), Runnable::run);
    double[] logits = probe.logits(new Features(new float[] {7}, 1, 1));
    double w = (logits[1] - logits[0]) / 2;
    assertThat(1 / (1 + Math.exp(2 * w))).isCloseTo(w / 10, within(1e-9));
  }

  @Test
  void theGradientIsThatOfTheValue() {
    LabelledFeatures data = Made.clouds(131, 7, 3, 1, 5);
    SoftmaxRegression objective =
        new SoftmaxRegression(data, Standardiser.of(data.features()), 0.1, Runnable::run);
    double[] point = new double[objective.points()];
    Arrays.setAll(point, i -> Math.sin(i));
    double[] gradient = new double[point.length];
    double[] ignored = new double[point.length];
    objective.valueAndGradient(point, gradient);
    for (int i = 0; i < point.length; i++) {
      double step = 1e-5;
      point[i] += step;
      double above = objective.valueAndGradient(point, ignored);
      point[i] -= 2 * step;
      double below = objective.valueAndGradient(point, ignored);
      point[i] += step;
      assertThat(gradient[i]).as("entry %d", i).isCloseTo((above - below) / 2 / step, within(1e-8));
    }
  }

  @Test
  void theOrderOfThePicturesChangesNothingButRounding() {
    LabelledFeatures train = Made.clouds(300, 20, 4, 2, 6);
    LabelledFeatures test = Made.clouds(100, 20, 4, 2, 7);
    double[] straight = LinearProbe.fit(train).logits(test.features());
    double[] shuffled =
        LinearProbe.fit(train.select(Made.permutation(300, 8))).logits(test.features());
    assertThat(shuffled).containsExactly(straight, within(1e-6));
  }

  @Test
  void threadsChangeNoBit() throws Exception {
    LabelledFeatures train = Made.clouds(1000, 33, 5, 2, 9);
    double[] alone = LinearProbe.fit(train).logits(train.features());
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      double[] together =
          LinearProbe.fit(train, LinearProbe.Settings.DEFAULT, threads).logits(train.features());
      assertThat(together).isEqualTo(alone);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void constantDimensionsAreIgnored() {
    LabelledFeatures narrow = Made.clouds(60, 4, 3, 0.3, 10);
    float[] values = new float[60 * 5];
    Arrays.fill(values, 1e6f);
    for (int row = 0; row < 60; row++) {
      System.arraycopy(narrow.features().values(), row * 4, values, row * 5, 4);
    }
    LabelledFeatures wide = new LabelledFeatures(new Features(values, 60, 5), narrow.labels(), 3);
    assertThat(LinearProbe.fit(wide).logits(wide.features()))
        .isEqualTo(LinearProbe.fit(narrow).logits(narrow.features()));
  }

  @Test
  void collapsedFeaturesScoreTheShareOfOneClass() {
    LabelledFeatures collapsed =
        new LabelledFeatures(
            new Features(new float[] {1, 1, 1, 1}, 4, 1), new int[] {0, 0, 0, 1}, 2);
    assertThat(LinearProbe.fit(collapsed).accuracy(collapsed)).isEqualTo(0.75);
  }

  @Test
  void oneClassIsRefusedWithTheRemedy() {
    LabelledFeatures one =
        new LabelledFeatures(new Features(new float[] {1, 2}, 2, 1), new int[] {1, 1}, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearProbe.fit(one))
        .withMessageContaining("all 2 training pictures are of class 1");
  }

  @Test
  void featuresOfAnotherWidthAreRefused() {
    LinearProbe probe = LinearProbe.fit(Made.clouds(20, 4, 2, 1, 11));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe.logits(new Features(new float[6], 2, 3)))
        .withMessageContaining("4 dimensions, got 3");
  }

  @Test
  void aLabelOutOfRangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new LabelledFeatures(new Features(new float[] {1, 2}, 2, 1), new int[] {0, 2}, 2))
        .withMessageContaining("label 2 of picture 1");
  }

  @Test
  void aFeatureThatIsNotANumberIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Features(new float[] {0, 1, 2, Float.NaN}, 2, 2))
        .withMessageContaining("feature 1 of picture 1 is NaN");
  }
}
