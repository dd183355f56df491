package dev.byol.trainer.checkpoint;

/** What to do with a checkpoint that is due while the one before is still being written. */
public enum WhenBusy {
  /** Leave it out; the next one comes anyway. */
  SKIP,
  /** Hold the training until the one before is written, up to the bound. */
  WAIT
}
