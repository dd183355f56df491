package dev.byol.operator.decide;

import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.operator.model.Names;
import dev.byol.operator.observe.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether rank 0 is heard. Workers that run and are silent may train well and lack nothing but the
 * right on the Lease, or the way to the API server: from their silence alone nothing follows about
 * their steps. A worker that hangs goes on beating, and is heard.
 */
final class HeartbeatCheck {
  private static final Duration SILENCE = Duration.ofSeconds(LeaseAnnotations.SILENCE_SECONDS);

  private final Draft draft;
  private final Instant now;
  private final Optional<Instant> last;

  HeartbeatCheck(Draft draft) {
    this.draft = draft;
    this.now = draft.seen.now();
    this.last = draft.seen.pulse().heardAt().filter(at -> !at.isBefore(draft.attempt.startedAt()));
  }

  /**
   * Whether a lack of steps within {@code bound} is one: rank 0 was heard in the last half of it.
   */
  boolean isHeardWithin(Duration bound) {
    Duration half = bound.dividedBy(2);
    Duration enough = half.compareTo(SILENCE) < 0 ? SILENCE : half;
    return last.filter(at -> !at.plus(enough).isBefore(now)).isPresent();
  }

  /** Who runs and is not heard; empty if all is well, or not all workers run. */
  Optional<WorkerView> silent() {
    return silentFrom()
        .filter(at -> !at.isAfter(now))
        .flatMap(at -> rankZero())
        .filter(worker -> worker.state() == WorkerView.State.RUNNING)
        .filter(worker -> worker.silentSince().isEmpty());
  }

  private Optional<WorkerView> rankZero() {
    return draft.seen.workers(draft.attempt.number()).stream()
        .filter(worker -> worker.rank() == 0)
        .findFirst();
  }

  /** When it will count as silent unless it is heard. */
  Optional<Instant> silentFrom() {
    return Optional.ofNullable(draft.attempt.readyAt())
        .map(
            ready ->
                Stream.of(Optional.of(ready), Optional.of(draft.seen.watchingSince()), last)
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()
                    .plus(SILENCE));
  }

  /** What it means, and what to do. */
  String sentence(WorkerView silent) {
    String account = draft.filled().spec().workers().serviceAccount();
    return silent.describe()
        + " runs but does not renew the experiment's Lease, so neither its steps nor a hang can be seen; it is left alone. Its log says why it cannot. The RoleBinding of "
        + (account == null ? "its service account" : "service account " + account)
        + " must be there (kubectl get rolebinding -l "
        + Names.selector(draft.seen.owner().name())
        + ") and the pod must reach the API server; to end the attempt, change spec.lifecycle.restartNonce.";
  }
}
