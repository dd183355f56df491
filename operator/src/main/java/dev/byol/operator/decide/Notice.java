package dev.byol.operator.decide;

import dev.byol.api.text.Texts;
import dev.byol.operator.signal.EventReason;
import dev.byol.operator.signal.Severity;
import java.util.Collection;
import java.util.Optional;

/**
 * Something that people should see in the experiment's events.
 *
 * @param severity how bad it is
 * @param reason one word in CamelCase
 * @param message worker, node, what happened, what to do; the middle of a long one is left out
 * @param first what must have been done before it is true; empty: nothing
 */
public record Notice(Severity severity, String reason, String message, Optional<Action> first) {
  /** The API server's bound for the message of an event, in bytes: {@value}. */
  static final int LONGEST = 1024;

  /** Fits the message to an event's bound. */
  public Notice {
    message = Texts.shortenedToBytes(Texts.plain(message), LONGEST);
  }

  /** What is true whatever is done. */
  public Notice(Severity severity, String reason, String message) {
    this(severity, reason, message, Optional.empty());
  }

  /** An event that is the operator's own. */
  public static Notice of(EventReason reason, String message) {
    return new Notice(reason.severity(), reason.word(), message);
  }

  static Notice normal(String reason, String message) {
    return new Notice(Severity.NORMAL, reason, message);
  }

  static Notice warning(String reason, String message) {
    return new Notice(Severity.WARNING, reason, message);
  }

  /** The same, to be told once {@code action} has been done. */
  Notice after(Action action) {
    return new Notice(severity, reason, message, Optional.of(action));
  }

  /** Whether it is true when just these things have been done. */
  public boolean holdsAfter(Collection<Action> done) {
    return first.isEmpty() || done.contains(first.get());
  }
}
