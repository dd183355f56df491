package dev.byol.trainer.run;

/** Whether somebody asked this process to stop; looked at by the loop at each step boundary. */
@FunctionalInterface
public interface StopRequest {
  /** Nobody ever asks. */
  StopRequest NEVER = () -> false;

  /** Whether a stop was asked for; stays true. Safe to call from any thread. */
  boolean requested();
}
