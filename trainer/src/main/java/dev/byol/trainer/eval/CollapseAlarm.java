package dev.byol.trainer.eval;

/**
 * Tells from the embedding std of successive evaluations whether the representation has collapsed.
 *
 * <p>A value: {@link #observe} returns the next state. The alarm is raised after {@code patience}
 * observations in a row under {@code threshold} and cleared after as many at or over it, so that
 * one low evaluation in a healthy run raises nothing. NaN counts as low.
 *
 * @param threshold of the embedding std ({@link EmbeddingStatistics#std}), in (0, 1)
 * @param patience observations in a row that change the state, 1 or more
 * @param state what holds now
 * @param against observations in a row that speak for the other state, 0..patience-1
 */
public record CollapseAlarm(double threshold, int patience, State state, int against) {
  /** Whether the alarm is on. */
  public enum State {
    HEALTHY,
    COLLAPSED
  }

  public CollapseAlarm {
    if (!(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "the collapse threshold is %s; it must be between 0 and 1".formatted(threshold));
    }
    if (patience < 1) {
      throw new IllegalArgumentException(
          "the collapse alarm's patience is %d; it must be 1 or more".formatted(patience));
    }
    if (against < 0 || against >= patience) {
      throw new IllegalArgumentException(
          "%d observations against, with a patience of %d".formatted(against, patience));
    }
  }

  /** Healthy, with a threshold of 0.25 and a patience of 3. */
  public static CollapseAlarm standard() {
    return of(0.25, 3);
  }

  /** Healthy, with nothing observed yet. */
  public static CollapseAlarm of(double threshold, int patience) {
    return new CollapseAlarm(threshold, patience, State.HEALTHY, 0);
  }

  /** The state after one more evaluation. */
  public CollapseAlarm observe(double embeddingStd) {
    State seen = embeddingStd >= threshold ? State.HEALTHY : State.COLLAPSED;
    if (seen == state) {
      return new CollapseAlarm(threshold, patience, state, 0);
    }
    return against + 1 < patience
        ? new CollapseAlarm(threshold, patience, state, against + 1)
        : new CollapseAlarm(threshold, patience, seen, 0);
  }

  /** Whether the alarm is on. */
  public boolean isRaised() {
    return state == State.COLLAPSED;
  }

  /** One sentence for the person at the run, to be logged when {@link #isRaised} becomes true. */
  public String sentence() {
    return switch (state) {
      case HEALTHY -> "the embedding std is healthy (alarm under %.2f)".formatted(threshold);
      case COLLAPSED ->
          "the representation has collapsed: the embedding std was under %.2f in %d evaluations in a row; lower the learning rate, raise the target decay or the batch, and check that batch norm is synchronised"
              .formatted(threshold, patience);
    };
  }
}
