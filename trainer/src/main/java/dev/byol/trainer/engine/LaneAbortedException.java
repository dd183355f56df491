package dev.byol.trainer.engine;

/** A lane stopped because another one failed or the step was interrupted. */
public final class LaneAbortedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LaneAbortedException(Throwable cause) {
    super("the step was abandoned because another lane failed or was interrupted", cause);
  }
}
