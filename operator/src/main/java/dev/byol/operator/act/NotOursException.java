package dev.byol.operator.act;

/** What an attempt needs is in somebody else's hands; the message says what and what to do. */
public final class NotOursException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotOursException(String message) {
    super(message);
  }
}
