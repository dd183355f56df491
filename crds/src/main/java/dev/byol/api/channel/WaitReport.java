package dev.byol.api.channel;

import dev.byol.api.text.Texts;
import java.util.Objects;

/**
 * What a worker waits for that somebody else has to fix; it trains on, or goes on when that is
 * done, and nothing of it counts as a failure.
 *
 * @param code what its end would be if it gave up: {@link ExitCode#STORAGE_UNAVAILABLE} or {@link
 *     ExitCode#STORAGE_REFUSED}
 * @param message the store's own sentence, with address and remedy; kept to {@value #MAX_MESSAGE}
 *     characters
 */
public record WaitReport(ExitCode code, String message) {
  /** Longest message, in characters. */
  public static final int MAX_MESSAGE = 500;

  /** Checks that both are there, and shortens the message. */
  public WaitReport {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
    message = Texts.shortened(message, MAX_MESSAGE);
  }
}
