package dev.byol.trainer.storage;

import java.time.Duration;

/**
 * How long a call goes on trying a store that is away, over all its tries.
 *
 * @param total bound of a call, waits included
 * @param attempt bound of one try, in which at most 16 MiB travel
 * @param longestWait the longest wait between two tries; waits double from 100 ms and are drawn at
 *     random up to that
 */
public record Patience(Duration total, Duration attempt, Duration longestWait) {
  /** For a person at a terminal, and for checks before a run. */
  public static final Patience SHORT =
      new Patience(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  /** For checkpoints, which can go to the spool instead. */
  public static final Patience CHECKPOINTS =
      new Patience(Duration.ofSeconds(90), Duration.ofSeconds(60), Duration.ofSeconds(5));

  /** For data, without which the training stands still. */
  public static final Patience DATA =
      new Patience(Duration.ofMinutes(10), Duration.ofSeconds(60), Duration.ofSeconds(5));

  /**
   * @throws IllegalArgumentException if a duration is not positive
   */
  public Patience {
    if (total.isNegative() || total.isZero() || !attempt.isNegative() && attempt.isZero()) {
      throw new IllegalArgumentException("patience must be positive, got " + total);
    }
  }
}
