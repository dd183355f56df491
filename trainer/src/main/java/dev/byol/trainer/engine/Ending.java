package dev.byol.trainer.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends threads that work on native memory, before that memory is freed. */
public final class Ending {
  private static final int SECONDS = 10;

  private Ending() {}

  /**
   * Interrupts the threads and waits for their end, {@value #SECONDS} s at most, also when this
   * thread is interrupted.
   *
   * @param who for the message, such as {@code a lane}
   * @throws IllegalStateException when a thread is still at work: its memory must not be freed
   */
  public static void end(ExecutorService threads, String who) {
    threads.shutdownNow();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    boolean interrupted = false;
    boolean ended = false;
    long left = deadline - System.nanoTime();
    while (!ended && left > 0) {
      try {
        ended = threads.awaitTermination(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = deadline - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      throw new IllegalStateException(
          "%s was still at work %d s after its end was asked for; its memory is left as it is, end this process."
              .formatted(who, SECONDS));
    }
  }
}
