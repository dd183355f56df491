package dev.byol.trainer.eval;

/** Features hold a number that is not finite: the encoder has diverged. */
public final class NotFiniteException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  NotFiniteException(String message) {
    super(message);
  }
}
