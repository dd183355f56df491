package dev.byol.trainer.collective.shared;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.link.LinkException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Drives an operation through shared memory on the thread that calls it. Other processes cannot
 * wake a thread that waits there, so it looks again and again: at once for some microseconds, then
 * letting others have the core, then with pauses that grow to a millisecond.
 */
public final class SharedLoop {

  private static final int SPINS = 200;
  private static final long YIELD_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /** The pause as a share of the time waited so far: what a pause adds to a wait is within this. */
  private static final int PAUSE_SHARE = 16;

  private final Duration stall;
  private final BooleanSupplier stopped;

  /**
   * @param stopped whether the generation is over; asked before each look
   */
  public SharedLoop(Bounds bounds, BooleanSupplier stopped) {
    this.stall = bounds.stall();
    this.stopped = stopped;
  }

  /**
   * As {@link dev.byol.trainer.collective.link.LinkLoop#run}; a step of the work that does not
   * finish it counts as progress.
   */
  public boolean run(SharedAllReduce work) throws LinkException {
    int looks = 0;
    long waitingSince = 0;
    long progress = work.progress();
    while (!stopped.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      if (work.advance()) {
        return true;
      }
      if (work.progress() != progress) {
        progress = work.progress();
        looks = 0;
      }
      if (looks++ < SPINS) {
        Thread.onSpinWait();
        waitingSince = System.nanoTime();
      } else {
        pause(System.nanoTime() - waitingSince, work);
      }
    }
    return false;
  }

  // Yielding is right here: the rank that is waited for may want this very core.
  @SuppressWarnings("ThreadPriorityCheck")
  private void pause(long waited, SharedAllReduce work) throws LinkException {
    if (waited < YIELD_NANOS) {
      Thread.yield();
    } else if (waited < stall.toNanos()) {
      LockSupport.parkNanos(Math.max(FIRST_PAUSE, Math.min(LONGEST_PAUSE, waited / PAUSE_SHARE)));
    } else {
      throw LinkException.violation(
          work.awaited(),
          "is alive but made no progress for "
              + stall.toSeconds()
              + " s (does every rank call the same operations?)");
    }
  }
}
