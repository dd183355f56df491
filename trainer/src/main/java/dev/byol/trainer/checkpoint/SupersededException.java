package dev.byol.trainer.checkpoint;

import java.io.IOException;

/** A newer attempt of the experiment has begun; this one must stop writing, and end. */
public final class SupersededException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Attempt {@code ours} has been followed by {@code newest}. */
  public SupersededException(long ours, long newest) {
    super(
        "Attempt %d may not write checkpoints here any more: attempt %d has begun. End this process, or take over with BYOL_ATTEMPT=%d."
            .formatted(ours, newest, newest + 1));
  }
}
