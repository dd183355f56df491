package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.Bounds;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: doubling up to a limit, each cut to a random part of itself (half to
 * whole) so that many workers do not come in step, and none beyond the deadline.
 */
final class Backoff {

  private final RandomGenerator random;
  private final long longest;
  private final long deadline;
  private long next;

  /**
   * @param deadline {@link System#nanoTime} after which there are no more attempts
   */
  Backoff(Bounds bounds, long deadline, RandomGenerator random) {
    this.random = random;
    this.deadline = deadline;
    longest = bounds.longestRetry().toNanos();
    next = bounds.firstRetry().toNanos();
  }

  /** Sleeps; false when the deadline has passed. */
  boolean pause() throws InterruptedException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    long pause = next / 2 + random.nextLong(next / 2 + 1);
    next = Math.min(longest, 2 * next);
    TimeUnit.NANOSECONDS.sleep(Math.min(pause, left));
    return true;
  }
}
