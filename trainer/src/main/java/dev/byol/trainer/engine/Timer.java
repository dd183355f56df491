package dev.byol.trainer.engine;

import java.util.function.LongConsumer;

/** The clock of an engine's operations: theirs may end after the call that starts them. */
public interface Timer {
  /**
   * Runs {@code work} on this thread and lets {@code taken} know how long its operations took, in
   * nanoseconds: at once, or by the time of {@link #settle}.
   */
  void time(Runnable work, LongConsumer taken);

  /** Waits until all that was timed has been told. */
  void settle();
}
