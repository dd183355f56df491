package dev.byol.api.channel;

/**
 * Accuracies on the held-out split, in 0..1; {@code null} where not measured.
 *
 * @param linear linear evaluation of the representation
 * @param knn kNN
 * @param fewLabels linear evaluation from few labels per class
 */
public record EvaluationReport(Double linear, Double knn, Double fewLabels) {
  /** Checks the ranges. */
  public EvaluationReport {
    Checks.fraction("evaluation.linear", linear);
    Checks.fraction("evaluation.knn", knn);
    Checks.fraction("evaluation.fewLabels", fewLabels);
  }
}
