package dev.byol.trainer.byol;

import java.util.Optional;

/**
 * What a step saw, over the global batch.
 *
 * @param regressionLoss the sum of both directions, mean over pictures, in [0, 8]
 * @param classifier figures of the online classifier on view 1; absent without labels
 * @param embeddingStd mean over dimensions of the standard deviation of l2-normalised projections
 *     of view 1; {@code 1 / sqrt(d)} when spread out, 0 when collapsed
 * @param learningRate the one applied
 * @param targetDecay the tau applied
 */
public record StepMetrics(
    double regressionLoss,
    Optional<ClassifierMetrics> classifier,
    double embeddingStd,
    double learningRate,
    double targetDecay) {
  /**
   * Figures of the online classifier.
   *
   * @param loss softmax cross entropy
   * @param top1 share of pictures whose class has the highest logit
   * @param top5 share of pictures whose class is among the five highest
   */
  public record ClassifierMetrics(double loss, double top1, double top5) {}

  /** Whether everything is a number. */
  public boolean finite() {
    return Double.isFinite(regressionLoss)
        && classifier.map(c -> Double.isFinite(c.loss())).orElse(true);
  }
}
