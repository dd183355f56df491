package dev.byol.operator.decide;

import dev.byol.api.status.ExperimentStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What follows from an observation. The status is written before anything is done: whatever happens
 * in between, the next pass reads there what was intended and does it.
 *
 * @param status what to write about the experiment
 * @param actions what to do, in order
 * @param notices what to tell people
 * @param again when to look again even if nothing is heard; empty: at the usual time
 */
public record Decision(
    ExperimentStatus status, List<Action> actions, List<Notice> notices, Optional<Duration> again) {
  /** Copies the lists. */
  public Decision {
    actions = List.copyOf(actions);
    notices = List.copyOf(notices);
  }
}
