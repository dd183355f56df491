package dev.byol.trainer.cli.shell;

/** What was asked for cannot be done; the message says why, and what to ask for instead. */
public final class MistakenCommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MistakenCommandException(String message) {
    super(message);
  }
}
