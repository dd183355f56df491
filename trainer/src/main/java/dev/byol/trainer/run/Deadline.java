package dev.byol.trainer.run;

import java.time.Duration;

/**
 * When a wait is over.
 *
 * @param atNanos on the clock of {@link System#nanoTime}
 * @param bound length of the wait
 * @param name what the wait is for, to follow its length: {@code after the request to stop}
 */
record Deadline(long atNanos, Duration bound, String name) {
  /** So late that nobody sees it: a run may take months. */
  static final Deadline NEVER =
      new Deadline(System.nanoTime() + Long.MAX_VALUE / 2, Duration.ofDays(50_000), "of running");

  static Deadline in(Duration bound, String name) {
    return new Deadline(System.nanoTime() + bound.toNanos(), bound, name);
  }

  /** The earlier of both. */
  Deadline orSooner(Deadline other) {
    return other.atNanos - atNanos < 0 ? other : this;
  }

  /** Time that is left, at least 0. */
  long remainingNanos() {
    return Math.max(0, atNanos - System.nanoTime());
  }
}
