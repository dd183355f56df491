package dev.byol.operator.decide;

import dev.byol.api.text.Texts;

/**
 * Something that people should see in the experiment's events.
 *
 * @param severity how bad it is
 * @param reason one word in CamelCase
 * @param message worker, node, what happened, what to do; the middle of a long one is left out
 */
public record Notice(Severity severity, String reason, String message) {
  /** The API server's bound for the message of an event, in bytes: {@value}. */
  static final int LONGEST = 1024;

  /** Fits the message to an event's bound. */
  public Notice {
    message = Texts.shortenedToBytes(Texts.plain(message), LONGEST);
  }

  /** How bad something is. */
  public enum Severity {
    /** All is well. */
    NORMAL,
    /** Somebody should look. */
    WARNING
  }

  static Notice normal(String reason, String message) {
    return new Notice(Severity.NORMAL, reason, message);
  }

  static Notice warning(String reason, String message) {
    return new Notice(Severity.WARNING, reason, message);
  }
}
