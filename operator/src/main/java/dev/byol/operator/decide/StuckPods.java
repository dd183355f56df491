package dev.byol.operator.decide;

import dev.byol.api.channel.EndReason;
import dev.byol.api.status.EndedAttempt;
import dev.byol.api.text.Texts;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Ends an attempt of which a pod cannot start on the node that it has: scheduling is the only cure,
 * and a pod that has a node is never scheduled again.
 */
final class StuckPods {
  /** Bounds are doubled with each try in a row so often at most. */
  private static final int MOST_DOUBLINGS = 3;

  private final Draft draft;
  private final List<WorkerView> workers;

  StuckPods(Draft draft) {
    this.draft = draft;
    this.workers = draft.seen.workers(draft.attempt.number());
  }

  /** How the attempt ends, empty while there is time; the next moment to look at is drafted. */
  Optional<Ending> ending() {
    if (draft.attempt.runningAt() != null) {
      return Optional.empty();
    }
    Duration bound = bound();
    for (WorkerView worker : workers) {
      Optional<Instant> due =
          worker
              .waitingSince()
              .filter(since -> mayBeTheNodes(worker))
              .map(
                  since ->
                      since.plus(bound).plus(RetrySpread.of(draft.seen, draft.attempt.number())));
      if (due.filter(at -> !at.isAfter(draft.seen.now())).isPresent()) {
        return Optional.of(Ending.of(EndReason.POD_NOT_STARTED, worker, sentence(worker, bound)));
      }
      due.ifPresent(draft::wakeAt);
    }
    return Optional.empty();
  }

  private boolean mayBeTheNodes(WorkerView worker) {
    boolean othersRun = workers.stream().anyMatch(w -> w.state() == State.RUNNING);
    return worker.hasNotStarted()
        && worker.node().isPresent()
        && worker
            .trouble()
            .map(StartTrouble::of)
            .filter(trouble -> trouble.mayBeTheNodes(othersRun))
            .isPresent();
  }

  private Duration bound() {
    long before =
        draft.attempts.stream()
            .map(EndedAttempt::endedBy)
            .takeWhile(EndReason.POD_NOT_STARTED.word()::equals)
            .limit(MOST_DOUBLINGS)
            .count();
    return Duration.ofSeconds(draft.faultTolerance().podStartTimeoutSeconds())
        .multipliedBy(1L << before);
  }

  private static String sentence(WorkerView worker, Duration bound) {
    return worker.describe()
        + " could not start there within "
        + ProgressText.duration(bound)
        + ": "
        + Texts.sentence(worker.trouble().orElseThrow())
        + " "
        + EndReason.POD_NOT_STARTED.remedy();
  }
}
