package dev.byol.trainer.run;

import dev.byol.api.resolved.TrainingSettings;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the cosines of learning rate and target decay end in a run that goes on, as in a cluster:
 * where the author says; else a longer run stretches them and a shorter one leaves them. Pure.
 *
 * @param steps step at which they end
 * @param change the sentence for the user, if that is not where they ended before, or not where the
 *     run ends now
 */
record ScheduleEnd(long steps, Optional<String> change) {

  /**
   * @param now of the run that goes on
   * @param written what the author says, if anything
   * @param before where they ended when the checkpoint was made, if there is one that tells it
   */
  static ScheduleEnd of(TrainingSettings now, Optional<Long> written, OptionalLong before) {
    long own = now.scheduleSteps();
    if (before.isEmpty()) {
      return new ScheduleEnd(own, Optional.empty());
    }
    long was = before.getAsLong();
    long steps = written.isPresent() ? own : Math.max(own, was);
    if (steps != was) {
      return new ScheduleEnd(
          steps,
          Optional.of(
              "The cosines of learning rate and target decay now end at step %d instead of %d%s."
                  .formatted(
                      steps,
                      was,
                      written.isPresent()
                          ? ""
                          : ", because the run is longer; spec.training.scheduleSteps fixes them")));
    }
    return new ScheduleEnd(
        steps,
        steps == own
            ? Optional.empty()
            : Optional.of(
                "The cosines of learning rate and target decay still end at step %d, though the run ends at %d; spec.training.scheduleSteps ends them elsewhere."
                    .formatted(steps, now.maxSteps())));
  }
}
