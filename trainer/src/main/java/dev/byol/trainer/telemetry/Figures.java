package dev.byol.trainer.telemetry;

import java.util.OptionalDouble;

/**
 * Accuracies of frozen features on the held-out split, each in 0..1 and empty when not measured.
 *
 * @param linear linear probe on all labels
 * @param knn k nearest neighbours on all labels
 * @param fewLabels linear probe on five labels a class
 */
public record Figures(OptionalDouble linear, OptionalDouble knn, OptionalDouble fewLabels) {
  /** Nothing was measured. */
  public static final Figures NONE =
      new Figures(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  /** All three measured. */
  public static Figures of(double linear, double knn, double fewLabels) {
    return new Figures(
        OptionalDouble.of(linear), OptionalDouble.of(knn), OptionalDouble.of(fewLabels));
  }

  /** Whether nothing was measured. */
  public boolean isEmpty() {
    return linear.isEmpty() && knn.isEmpty() && fewLabels.isEmpty();
  }
}
