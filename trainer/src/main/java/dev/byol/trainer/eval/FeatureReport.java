package dev.byol.trainer.eval;

import java.util.concurrent.Executor;

/**
 * All quick evaluations of one encoder's features, for the summary at the end of a run (once for
 * the random-init encoder, once for the trained one, once for {@link RawPixels}).
 *
 * @param linear top-1 of the linear probe on the test split, in [0, 1]
 * @param kNearestNeighbours top-1 of kNN on the test split, in [0, 1]
 * @param fewLabels the probe with few labels a class
 * @param statistics embedding std and effective rank of the test split
 */
public record FeatureReport(
    double linear, double kNearestNeighbours, FewLabels fewLabels, EmbeddingStatistics statistics) {
  /**
   * The settings of each evaluation.
   *
   * @param probe of the linear probe, also with few labels
   * @param neighbours of kNN
   * @param fewLabels how many labels, and which
   */
  public record Settings(
      LinearProbe.Settings probe,
      KNearestNeighbours.Settings neighbours,
      FewLabels.Settings fewLabels) {
    /** Each evaluation's own default. */
    public static final Settings DEFAULT =
        new Settings(
            LinearProbe.Settings.DEFAULT,
            KNearestNeighbours.Settings.DEFAULT,
            FewLabels.Settings.DEFAULT);
  }

  /**
   * Measures everything; the numbers do not depend on the executor.
   *
   * @throws IllegalArgumentException if the data does not allow one of the evaluations
   */
  public static FeatureReport measure(
      LabelledFeatures train, LabelledFeatures test, Settings settings, Executor executor) {
    return new FeatureReport(
        LinearProbe.fit(train, settings.probe(), executor).accuracy(test),
        KNearestNeighbours.fit(train, settings.neighbours()).accuracy(test, executor),
        FewLabels.measure(train, test, settings.fewLabels(), settings.probe(), executor),
        EmbeddingStatistics.of(test.features(), executor));
  }
}
