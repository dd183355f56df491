package dev.byol.operator.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When an attempt has had time enough. Time that this operator has not watched says nothing about a
 * lack of progress.
 */
final class Deadlines {
  private final Draft draft;
  private final Instant now;
  private final HeartbeatCheck heartbeat;

  Deadlines(Draft draft) {
    this.draft = draft;
    this.now = draft.seen.now();
    this.heartbeat = new HeartbeatCheck(draft);
  }

  /** Seconds of training of all attempts so far. */
  long trained() {
    return draft.trainedSeconds
        + (draft.attempt.runningAt() == null
            ? 0
            : Duration.between(draft.attempt.runningAt(), now).toSeconds());
  }

  /** Whether the experiment has trained as long as it may. */
  boolean isTrainingOver() {
    Long longest = draft.lifecycle().activeDeadlineSeconds();
    return longest != null && trained() >= longest;
  }

  /** Whether the first step is overdue. */
  boolean isStartupOver() {
    return isOver(startupEnd())
        && heartbeat.isHeardWithin(
            Duration.ofSeconds(draft.faultTolerance().startupTimeoutSeconds()));
  }

  /** Whether the next step is overdue. */
  boolean isStalled() {
    return isOver(stepsEnd())
        && heartbeat.isHeardWithin(
            Duration.ofSeconds(draft.faultTolerance().progressTimeoutSeconds()));
  }

  /** Looks again when the next of them passes. */
  void lookAgain() {
    // What has passed did not end the attempt, which is not heard: Supervision looks each minute.
    Stream.of(startupEnd(), stepsEnd(), heartbeat.silentFrom())
        .flatMap(Optional::stream)
        .filter(now::isBefore)
        .forEach(draft::wakeAt);
    Long longest = draft.lifecycle().activeDeadlineSeconds();
    if (longest != null && draft.attempt.runningAt() != null) {
      draft.wakeAt(now.plusSeconds(Math.max(1, longest - trained())));
    }
  }

  /** Waiting for nodes, images, volumes and Secrets is no start that takes too long. */
  private Optional<Instant> startupEnd() {
    return draft.attempt.readyAt() == null
            || draft.attempt.runningAt() != null
            || draft.waiting().isPresent()
        ? Optional.empty()
        : Optional.of(
            later(draft.attempt.readyAt(), draft.seen.watchingSince())
                .plusSeconds(draft.faultTolerance().startupTimeoutSeconds())
                .plus(RetrySpread.of(draft.seen, draft.attempt.number())));
  }

  private Optional<Instant> stepsEnd() {
    if (draft.attempt.runningAt() == null || draft.waiting().isPresent()) {
      return Optional.empty();
    }
    Instant last =
        draft.progress == null || draft.progress.lastStepTime() == null
            ? draft.attempt.runningAt()
            : draft.progress.lastStepTime();
    return Optional.of(
        later(last, draft.seen.watchingSince())
            .plusSeconds(draft.faultTolerance().progressTimeoutSeconds())
            .plus(RetrySpread.of(draft.seen, draft.attempt.number())));
  }

  private boolean isOver(Optional<Instant> end) {
    return end.filter(at -> !at.isAfter(now)).isPresent();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
