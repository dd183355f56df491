package dev.byol.trainer.memory;

/** An experiment needs more memory than there is; said before any is taken. */
public final class NotEnoughMemoryException extends RuntimeException {
  /**
   * @param message what is needed, what there is, and what would fit
   */
  public NotEnoughMemoryException(String message) {
    super(message);
  }
}
