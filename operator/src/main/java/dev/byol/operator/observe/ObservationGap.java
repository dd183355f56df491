package dev.byol.operator.observe;

import dev.byol.operator.refusal.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Since when this operator has watched each experiment without a gap. A lack of progress counts
 * from then on only: an operator that was away, or that the API server did not answer, has not seen
 * it.
 */
public final class ObservationGap {
  private final Clock clock;
  private final Map<String, Instant> since = new ConcurrentHashMap<>();
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private volatile Supplier<Stream<String>> experiments = Stream::empty;
  private volatile int mostKept = 100;

  /** Nothing has been watched yet. */
  public ObservationGap(Clock clock) {
    this.clock = clock;
  }

  /** Since when the experiment has been watched. */
  public Instant since(String uid) {
    forgetTheGone();
    return since.computeIfAbsent(uid, u -> clock.instant());
  }

  /** Why the pass before could not act; empty if it could. */
  public Optional<Refusal> refusal(String uid) {
    return Optional.ofNullable(refusals.get(uid));
  }

  /**
   * A pass was refused; where the API server did not answer, what happened meanwhile may have gone
   * unseen.
   */
  public void refused(String uid, Refusal refusal) {
    if (refusal.kind().isSilence()) {
      since.put(uid, clock.instant());
    }
    if (!refusal.kind().isPassing()) {
      refusals.put(uid, refusal);
    }
  }

  /** A pass has done what it wanted. */
  public void went(String uid) {
    refusals.remove(uid);
  }

  /** Says where the UIDs of all experiments are to be read; those that are gone are forgotten. */
  public void over(Supplier<Stream<String>> uids) {
    experiments = uids;
  }

  private void forgetTheGone() {
    if (since.size() > mostKept) {
      var left = experiments.get().collect(Collectors.toSet());
      since.keySet().retainAll(left);
      refusals.keySet().retainAll(left);
      mostKept = 2 * since.size() + 100;
    }
  }
}
