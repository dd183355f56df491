package dev.byol.trainer.engine.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static double[] random(int size, long seed) {
    return new SplittableRandom(seed).doubles(size, -1, 1).toArray();
  }

  private static double[] differences(double[] x, ToDoubleFunction<double[]> function) {
    double step = 1e-6;
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] above = x.clone();
      double[] below = x.clone();
      above[i] += step;
      below[i] -= step;
      out[i] = (function.applyAsDouble(above) - function.applyAsDouble(below)) / (2 * step);
    }
    return out;
  }

  @Test
  void theRegressionLossIsTwoLessTwiceTheCosine() {
    double[] x = {3, 4, 1, 0};
    double[] y = {3, 4, -2, 0};
    assertThat(RegressionLoss.perRow(x, y, 2)).containsExactly(new double[] {0, 4}, within(1e-15));
  }

  @Test
  void theRegressionGradientIsThatOfTheMean() {
    double[] x = random(15, 1);
    double[] y = random(15, 2);
    assertThat(RegressionLoss.gradientOfMean(x, y, 5))
        .containsExactly(
            differences(
                x, at -> Arrays.stream(RegressionLoss.perRow(at, y, 5)).average().orElseThrow()),
            within(1e-8));
  }

  @Test
  void theCrossEntropyGradientIsThatOfTheMean() {
    double[] logits = random(12, 3);
    int[] labels = {0, 3, 1};
    assertThat(SoftmaxCrossEntropy.gradientOfMean(logits, 4, labels))
        .containsExactly(
            differences(logits, at -> SoftmaxCrossEntropy.mean(at, 4, labels)), within(1e-8));
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    assertThat(SoftmaxCrossEntropy.perRow(new double[] {1e300, 0, -1e300}, 3, new int[] {0}))
        .containsExactly(0);
  }

  @Test
  void tiesGoToTheHigherClass() {
    double[] logits = {1, 1, 0, -0.0};
    assertThat(TopK.correct(logits, 4, new int[] {0}, 1)).containsExactly(false);
    assertThat(TopK.correct(logits, 4, new int[] {1}, 1)).containsExactly(true);
    assertThat(TopK.correct(logits, 4, new int[] {2}, 3)).containsExactly(false);
    assertThat(TopK.correct(logits, 4, new int[] {3}, 3)).containsExactly(true);
    assertThat(TopK.correct(logits, 4, new int[] {2}, 9)).containsExactly(true);
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopK.correct(new double[5], 2, new int[] {0, 1}, 1))
        .withMessageContaining("not whole rows of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SoftmaxCrossEntropy.mean(new double[4], 2, new int[] {0, 2}))
        .withMessageContaining("label 2 of row 1 is not in 0..1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegressionLoss.perRow(new double[4], new double[6], 2));
  }
}
