package dev.byol.trainer.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the last checkpoint of a run may take to be in the store: long where somebody may mend
 * the store meanwhile, and only the grace once this worker was asked to stop, before or while it
 * waits. Used by one thread.
 */
final class LastWait {
  private final Duration longest;
  private final Duration afterStop;
  private final StopRequest stop;
  private final LongSupplier nanoTime;
  private final long begun;
  private long stopSeen;
  private boolean isStopping;

  /**
   * Begins now.
   *
   * @param longest while nobody asks for a stop
   * @param afterStop from when a stop was first seen
   * @param nanoTime {@link System#nanoTime}
   */
  LastWait(Duration longest, Duration afterStop, StopRequest stop, LongSupplier nanoTime) {
    this.longest = longest;
    this.afterStop = afterStop;
    this.stop = stop;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /** What nobody shortens. */
  static LastWait of(Duration longest) {
    return new LastWait(longest, longest, StopRequest.NEVER, System::nanoTime);
  }

  /** What is left now, at least 0. */
  Duration remaining() {
    long now = nanoTime.getAsLong();
    if (!isStopping && stop.requested()) {
      isStopping = true;
      stopSeen = now;
    }
    long left = longest.toNanos() - (now - begun);
    if (isStopping) {
      left = Math.min(left, afterStop.toNanos() - (now - stopSeen));
    }
    return Duration.ofNanos(Math.max(0, left));
  }
}
