package dev.byol.api.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Cleans and shortens texts; what is fit already is returned as it is. */
public final class Texts {
  private static final String LEFT_OUT = "...";

  /** What colours a terminal. */
  private static final Pattern ESCAPE_SEQUENCE = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]");

  private Texts() {}

  /**
   * On one line that any program can store and show: a space for line ends and other control
   * characters in a row, U+FFFD for half a surrogate pair.
   */
  public static String plain(String text) {
    if (text == null || isPlain(text)) {
      return text;
    }
    String uncoloured = ESCAPE_SEQUENCE.matcher(text).replaceAll("");
    var plain = new StringBuilder(uncoloured.length());
    boolean gap = false;
    for (int i = 0; i < uncoloured.length(); ) {
      int character = uncoloured.codePointAt(i);
      i += Character.charCount(character);
      if (isControl(character)) {
        gap = true;
      } else if (character != ' ' || !gap) {
        if (gap && !plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
          plain.append(' ');
        }
        gap = false;
        plain.appendCodePoint(isHalf(character) ? 0xFFFD : character);
      }
    }
    return plain.toString();
  }

  private static boolean isPlain(String text) {
    return text.codePoints().noneMatch(c -> isControl(c) || isHalf(c));
  }

  private static boolean isControl(int character) {
    return Character.isISOControl(character) || character == 0x2028 || character == 0x2029;
  }

  private static boolean isHalf(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }

  /**
   * With the middle left out if it is too long: a sentence begins with what happened and ends with
   * what to do.
   *
   * @param most longest result in {@code char}s, at least 8; whole characters are kept
   */
  public static String shortened(String text, int most) {
    if (text == null || text.length() <= most) {
      return text;
    }
    int kept = most - LEFT_OUT.length();
    int head = kept - kept / 2;
    if (Character.isHighSurrogate(text.charAt(head - 1))) {
      head--;
    }
    int tail = text.length() - kept / 2;
    if (Character.isLowSurrogate(text.charAt(tail))) {
      tail++;
    }
    return text.substring(0, head) + LEFT_OUT + text.substring(tail);
  }

  /**
   * The beginning of a value that is shown where it is wrong.
   *
   * @param most longest result in {@code char}s
   */
  public static String beginning(String text, int most) {
    return text.length() > most ? text.substring(0, most - LEFT_OUT.length()) + LEFT_OUT : text;
  }

  /** With a full stop, unless it ends as a sentence does; nothing stays nothing. */
  public static String sentence(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() || ".!?".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
        ? stripped
        : stripped + ".";
  }

  /**
   * As {@link #shortened}, by length in UTF-8.
   *
   * @param most longest result in bytes, at least 32
   */
  public static String shortenedToBytes(String text, int most) {
    String shorter = shortened(text, most);
    while (shorter != null && bytes(shorter) > most) {
      // A char takes three bytes at most.
      int excess = bytes(shorter) - most;
      shorter = shortened(text, Math.max(8, shorter.length() - Math.max(1, excess / 3)));
    }
    return shorter;
  }

  /** Length in UTF-8. */
  public static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
