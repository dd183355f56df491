package dev.byol.trainer.telemetry;

/**
 * Watches the embedding std for collapse, as an immutable value: {@link #next} gives the alarm
 * after one more measurement. Projections spread evenly on the unit sphere of d dimensions have a
 * std of 1/sqrt(d), collapsed ones 0. The alarm is raised when the std stays below a quarter of
 * 1/sqrt(d) for {@value #RAISE_AFTER} measurements in a row, and cleared when it stays above three
 * eighths for as many: a run that hovers at the threshold warns once.
 *
 * @param dimensions length d of a projection
 * @param raised whether the run looks collapsed now
 * @param inARow measurements in a row that speak for the other state, below {@value #RAISE_AFTER}
 */
public record CollapseAlarm(int dimensions, boolean raised, int inARow) {
  /** Measurements in a row that change the state: {@value}. */
  public static final int RAISE_AFTER = 20;

  private static final double RAISE_BELOW = 0.25;
  private static final double CLEAR_ABOVE = 0.375;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a component is out of its range
   */
  public CollapseAlarm {
    if (dimensions < 1) {
      throw new IllegalArgumentException("dimensions " + dimensions + " must be at least 1");
    }
    if (inARow < 0 || inARow >= RAISE_AFTER) {
      throw new IllegalArgumentException("inARow " + inARow + " is not in 0.." + (RAISE_AFTER - 1));
    }
  }

  /** The alarm of a run that has not measured yet. */
  public static CollapseAlarm quiet(int dimensions) {
    return new CollapseAlarm(dimensions, false, 0);
  }

  /**
   * The alarm after one more measurement.
   *
   * @param embeddingStd as in {@link StepRecord#embeddingStd}; not a number counts as collapsed
   */
  public CollapseAlarm next(double embeddingStd) {
    double relative = embeddingStd * Math.sqrt(dimensions);
    boolean speaksForChange = raised ? relative > CLEAR_ABOVE : !(relative >= RAISE_BELOW);
    if (!speaksForChange) {
      return new CollapseAlarm(dimensions, raised, 0);
    }
    return inARow + 1 < RAISE_AFTER
        ? new CollapseAlarm(dimensions, raised, inARow + 1)
        : new CollapseAlarm(dimensions, !raised, 0);
  }

  /** Below this std the alarm is raised. */
  public double threshold() {
    return RAISE_BELOW / Math.sqrt(dimensions);
  }
}
