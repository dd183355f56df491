package dev.byol.trainer.checkpoint;

import java.util.Optional;

/**
 * How saving goes, as told at a call of {@link AsyncCheckpointer}.
 *
 * @param outcome of this call
 * @param warning what went wrong since the last call, a sentence for the log
 * @param saved how many checkpoints were written so far
 * @param failed how many could not be written so far
 * @param skipped how many were left out so far, since the one before was still being written
 */
public record SaveReport(
    Outcome outcome, Optional<String> warning, long saved, long failed, long skipped) {
  /** What became of the checkpoint that this call was about. */
  public enum Outcome {
    /** The snapshot was taken and is being written. */
    STARTED,
    /** No snapshot was taken: the one before is still being written. */
    SKIPPED,
    /** The call asked for none, and none is being written. */
    IDLE,
    /** The call asked for none; one is still being written. */
    BUSY
  }
}
