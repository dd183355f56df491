package dev.byol.api.status;

import dev.byol.api.text.Texts;
import java.util.regex.Pattern;

/**
 * Texts as the schema of the status allows them. Every record of the status fits its texts by this,
 * and the schema is made from these bounds: no text from anywhere can make the API server refuse a
 * status.
 */
public final class StatusText {
  /** Longest text of a status, in characters: {@value}. */
  public static final int LONGEST = 1024;

  /** What the reason of a condition looks like, as Kubernetes has it: {@value}. */
  public static final String REASON = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";

  private static final Pattern REASON_PATTERN = Pattern.compile(REASON);
  private static final String NO_REASON = "Unknown";

  private StatusText() {}

  /** The text on one line, its middle left out if it is too long. */
  public static String fit(String text) {
    return Texts.shortened(Texts.plain(text), LONGEST);
  }

  /** The word, or {@code Unknown} for what cannot be the reason of a condition. */
  static String reason(String word) {
    return word != null && word.length() <= LONGEST && REASON_PATTERN.matcher(word).matches()
        ? word
        : NO_REASON;
  }
}
