package dev.byol.operator.refusal;

/** A name is somebody else's; the message says whose and what to do. */
public final class NameInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a sentence for people. */
  public NameInUseException(String message) {
    super(message);
  }
}
