package dev.byol.trainer.storage;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries: each twice as long as the one before, up to a longest, and cut to a random
 * part of itself (half to whole) so that many workers do not come in step. Used by one thread.
 */
public final class Pauses {
  private final Duration first;
  private final Duration longest;
  private Duration next;

  /**
   * @param first at least a millisecond; shorter ones are one
   * @param longest of any pause after it
   */
  public Pauses(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** Something succeeded: the next pause is as short as the first. */
  public void reset() {
    next = first;
  }

  /** The next pause, in whole milliseconds, at least 1. */
  public Duration next() {
    long millis = Math.max(1, next.toMillis());
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
    return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }

  /**
   * Sleeps for the next pause.
   *
   * @param interrupted the message of what is thrown then
   * @throws InterruptedIOException if the thread is interrupted, and stays so
   */
  public void sleep(String interrupted) throws InterruptedIOException {
    try {
      Thread.sleep(next().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(interrupted);
    }
  }
}
