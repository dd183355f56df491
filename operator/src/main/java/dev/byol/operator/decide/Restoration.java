package dev.byol.operator.decide;

import dev.byol.operator.model.Names;
import dev.byol.operator.observe.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks whether what the workers need is still there, when they are not heard or do not get to
 * their first step: somebody may have deleted the binding of their account, or their Service.
 */
final class Restoration {
  /** Workers that run have met by then, where nothing is missing. */
  private static final Duration UNTIL_THEY_MEET = Duration.ofSeconds(60);

  /** A pass is made as often. */
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private Restoration() {}

  /** Drafts it: at once, and then after one, two, four ... minutes. */
  static void of(Draft draft, JobView job) {
    // An operator of an earlier version made others, by other names.
    boolean ours = job.lease().equals(Names.shared(draft.seen.owner()));
    Optional<Instant> since = since(draft).filter(at -> !at.isAfter(draft.seen.now()));
    if (!ours || since.isEmpty()) {
      return;
    }
    long minutes = Duration.between(since.get(), draft.seen.now()).dividedBy(MINUTE);
    if (Long.bitCount(minutes) <= 1) {
      boolean config = draft.seen.config().isEmpty();
      AttemptStart.current(draft).ifPresent(plan -> draft.act(new Action.Restore(plan, config)));
    }
  }

  private static Optional<Instant> since(Draft draft) {
    Optional<Instant> silent = new HeartbeatCheck(draft).silentFrom();
    Optional<Instant> late =
        draft.attempt.runningAt() == null
            ? Optional.ofNullable(draft.attempt.readyAt()).map(at -> at.plus(UNTIL_THEY_MEET))
            : Optional.empty();
    late.filter(draft.seen.now()::isBefore).ifPresent(draft::wakeAt);
    return Stream.of(silent, late).flatMap(Optional::stream).min(Instant::compareTo);
  }
}
