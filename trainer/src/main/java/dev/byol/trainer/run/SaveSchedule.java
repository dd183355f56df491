package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** When checkpoints are due: by steps, by time, or because somebody ordered one. */
final class SaveSchedule {
  private final OptionalLong everySteps;
  private final Optional<Duration> every;
  private final Clock clock;
  private Instant lastSave;
  private boolean ordered;

  /**
   * Begins now.
   *
   * @param everySteps empty: not by steps
   * @param every empty: not by time
   */
  SaveSchedule(OptionalLong everySteps, Optional<Duration> every, Clock clock) {
    this.everySteps = everySteps;
    this.every = every;
    this.clock = clock;
    this.lastSave = clock.instant();
  }

  static SaveSchedule of(ResolvedExperiment experiment, Clock clock) {
    return new SaveSchedule(
        experiment.checkpoint().everySteps(), experiment.checkpoint().every(), clock);
  }

  /** Somebody wants one as soon as can be. */
  void order() {
    ordered = true;
  }

  /** Whether somebody waits for one that was not taken yet. */
  boolean isOrdered() {
    return ordered;
  }

  /** One is taken now. */
  void taken() {
    lastSave = clock.instant();
    ordered = false;
  }

  /** Whether one is due after {@code done} steps. */
  boolean isDue(long done) {
    return ordered
        || everySteps.isPresent() && done % everySteps.getAsLong() == 0
        || every.isPresent() && isOver(every.get());
  }

  /** Whether at most half the way to the next one is left after {@code done} steps. */
  boolean isNextNear(long done) {
    return isDue(done)
        || everySteps.isPresent() && done % everySteps.getAsLong() * 2 >= everySteps.getAsLong()
        || every.isPresent() && isOver(every.get().dividedBy(2));
  }

  private boolean isOver(Duration sinceLast) {
    return !clock.instant().isBefore(lastSave.plus(sinceLast));
  }
}
