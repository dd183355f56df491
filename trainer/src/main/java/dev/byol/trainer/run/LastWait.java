package dev.byol.trainer.run;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long the last checkpoint of a run may take to be in the store: long where somebody may mend
 * the store meanwhile, and only what is left of the grace once this worker was asked to stop,
 * before or while it waits. Used by one thread.
 */
final class LastWait {
  private final Duration longest;
  private final StopGrace grace;
  private final StopRequest stop;
  private final LongSupplier nanoTime;
  private final long begun;
  private long stopDeadline;
  private boolean isStopping;

  /**
   * Begins now.
   *
   * @param longest while nobody asks for a stop
   * @param grace from when the stop was asked for, or first seen where that is not known
   * @param nanoTime {@link System#nanoTime}
   */
  LastWait(Duration longest, StopGrace grace, StopRequest stop, LongSupplier nanoTime) {
    this.longest = longest;
    this.grace = grace;
    this.stop = stop;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /** What nobody shortens. */
  static LastWait of(Duration longest) {
    return new LastWait(
        longest, new StopGrace(Optional.empty()), StopRequest.NEVER, System::nanoTime);
  }

  /** What is left now, at least 0. */
  Duration remaining() {
    long now = nanoTime.getAsLong();
    if (!isStopping && stop.requested()) {
      isStopping = true;
      Duration used = Duration.ofNanos(now - stop.requestedAt().orElse(now));
      stopDeadline = now + grace.forSaving(used).toNanos();
    }
    long left = longest.toNanos() - (now - begun);
    if (isStopping) {
      left = Math.min(left, stopDeadline - now);
    }
    return Duration.ofNanos(Math.max(0, left));
  }
}
