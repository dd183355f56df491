package dev.byol.trainer.run;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long the last checkpoint of a run may take to be in the store: long where somebody may fix
 * the store meanwhile, and only what is left of the grace once this worker was asked to stop,
 * before or while it waits. Used by one thread.
 */
final class LastWait {
  private final StopGrace grace;
  private final BooleanSupplier isToStop;
  private final Supplier<OptionalLong> askedAt;
  private final LongSupplier nanoTime;
  private long deadline;
  private boolean isStopping;

  /**
   * Begins now.
   *
   * @param longest while nobody asks for a stop
   * @param grace from when the stop was asked for, or first seen where that is not known
   * @param isToStop whether somebody asked for it
   * @param askedAt as {@link StopRequest#requestedAt}
   * @param nanoTime {@link System#nanoTime}
   */
  LastWait(
      Duration longest,
      StopGrace grace,
      BooleanSupplier isToStop,
      Supplier<OptionalLong> askedAt,
      LongSupplier nanoTime) {
    this.grace = grace;
    this.isToStop = isToStop;
    this.askedAt = askedAt;
    this.nanoTime = nanoTime;
    this.deadline = nanoTime.getAsLong() + longest.toNanos();
  }

  /** What is left now, at least 0. */
  Duration remaining() {
    long now = nanoTime.getAsLong();
    if (!isStopping && isToStop.getAsBoolean()) {
      isStopping = true;
      Duration used = Duration.ofNanos(now - askedAt.get().orElse(now));
      deadline = now + Math.min(deadline - now, grace.forSaving(used).toNanos());
    }
    return Duration.ofNanos(Math.max(0, deadline - now));
  }
}
