package dev.byol.operator.decide;

/**
 * Something that people should see in the experiment's events.
 *
 * @param severity how bad it is
 * @param reason one word in CamelCase
 * @param message worker, node, what happened, what to do
 */
public record Notice(Severity severity, String reason, String message) {
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
