package dev.byol.operator.refusal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * When what was refused may be tried again. The same thing is tried at growing pauses, however
 * often the experiment is looked at; something else after a second, so that tries which change what
 * is wanted cannot run without a pause either. An edit of the experiment is tried at once.
 */
public final class RetryPauses {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration BETWEEN_OTHERS = Duration.ofSeconds(1);
  private static final Duration MOST_KEPT = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 16;

  /** A pause is up to this share longer or shorter, so that experiments do not try all at once. */
  private static final double JITTER = 0.25;

  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final Clock clock;
  private final RandomGenerator random;

  /** No pauses yet. */
  public RetryPauses(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * What was tried.
   *
   * @param generation generation of the experiment's spec
   * @param what what was to be done
   */
  public record Attempted(long generation, Object what) {}

  private record Held(Attempted tried, int failures, Instant failedAt, Instant until) {}

  /** What is left of the pause before this may be tried, empty if it may be now. */
  public Optional<Duration> left(String uid, Attempted wanted) {
    Held last = held.get(uid);
    if (last == null || last.tried.generation != wanted.generation) {
      return Optional.empty();
    }
    Instant until = last.tried.equals(wanted) ? last.until : last.failedAt.plus(BETWEEN_OTHERS);
    Duration left = Duration.between(clock.instant(), until);
    return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
  }

  /** What is left of the pause if just this was refused last, empty if it may be tried now. */
  public Optional<Duration> leftOf(String uid, Attempted wanted) {
    Held last = held.get(uid);
    return last != null && last.tried.equals(wanted) ? left(uid, wanted) : Optional.empty();
  }

  /** Whether it was refused once only. */
  public boolean isFirst(String uid) {
    Held last = held.get(uid);
    return last != null && last.failures == 1;
  }

  /** Notes that it was refused, and says how long to wait. */
  public Duration refused(String uid, Attempted tried, Refusal.Kind kind) {
    Instant now = clock.instant();
    forgetTheGone(now);
    Held after =
        held.compute(
            uid,
            (u, last) -> {
              boolean again = last != null && last.tried.generation == tried.generation;
              int failures = again ? last.failures + 1 : 1;
              return new Held(tried, failures, now, now.plus(pause(kind, failures)));
            });
    return Duration.between(now, after.until);
  }

  /** Everything went well. */
  public void went(String uid) {
    held.remove(uid);
  }

  /** An experiment that is still there is tried again long before. */
  private void forgetTheGone(Instant now) {
    held.values().removeIf(h -> h.until.plus(MOST_KEPT).isBefore(now));
  }

  private Duration pause(Refusal.Kind kind, int failures) {
    long doubled = kind.firstPause().toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    double bounded = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis(Math.round(bounded * (1 - JITTER + 2 * JITTER * random.nextDouble())));
  }
}
