package dev.byol.trainer.cli;

/** What was asked for cannot be done; the message says why, and what to ask for instead. */
final class MistakenCommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MistakenCommandException(String message) {
    super(message);
  }
}
