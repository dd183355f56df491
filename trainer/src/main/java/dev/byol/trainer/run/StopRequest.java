package dev.byol.trainer.run;

import java.util.OptionalLong;

/** Whether somebody asked this process to stop; looked at by the loop at each step boundary. */
@FunctionalInterface
public interface StopRequest {
  /** Nobody ever asks. */
  StopRequest NEVER = () -> false;

  /** Whether a stop was asked for; stays true. Safe to call from any thread. */
  boolean requested();

  /**
   * When the system asked this process, by {@link System#nanoTime}: its grace runs from then. Empty
   * while it has not, or where that is not known.
   */
  default OptionalLong requestedAt() {
    return OptionalLong.empty();
  }
}
