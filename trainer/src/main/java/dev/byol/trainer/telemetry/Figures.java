package dev.byol.trainer.telemetry;

import java.util.OptionalDouble;

/**
 * Accuracies of frozen features on the held-out split, each in 0..1 and empty when not measured.
 *
 * @param online the online probe as it was trained along: the reference's own evaluation
 * @param linear linear probe fitted on all labels
 * @param knn k nearest neighbours on all labels
 * @param fewLabels linear probe fitted on a few labels a class
 */
public record Figures(
    OptionalDouble online, OptionalDouble linear, OptionalDouble knn, OptionalDouble fewLabels) {
  /** Nothing was measured. */
  public static final Figures NONE =
      new Figures(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /** All measured but the online probe. */
  public static Figures of(double linear, double knn, double fewLabels) {
    return new Figures(
        OptionalDouble.empty(),
        OptionalDouble.of(linear),
        OptionalDouble.of(knn),
        OptionalDouble.of(fewLabels));
  }

  /** The same with the online probe's accuracy. */
  public Figures withOnline(double accuracy) {
    return new Figures(OptionalDouble.of(accuracy), linear, knn, fewLabels);
  }

  /** Whether nothing was measured. */
  public boolean isEmpty() {
    return online.isEmpty() && linear.isEmpty() && knn.isEmpty() && fewLabels.isEmpty();
  }
}
