package dev.byol.api.text;

import java.util.Random;

/** Texts such as nobody writes by hand. */
public final class NastyTexts {
  private static final String[] PIECES = {
    "a",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "\u0000",
    "\u0007",
    "\u001b[31m",
    "\u0085",
    "\u2028",
    "\u202e",
    "é",
    "字",
    "\uFFFF",
    "\uD83D\uDE00",
    "\uD83D",
    "\uDE00",
    "\"",
    "\\",
    "{",
    "}",
    ": ",
    "%s",
    "..."
  };

  private NastyTexts() {}

  /** A text of up to {@code most} pieces. */
  public static String next(Random random, int most) {
    var text = new StringBuilder();
    int pieces = random.nextInt(most + 1);
    boolean uniform = random.nextInt(4) == 0;
    String piece = PIECES[random.nextInt(PIECES.length)];
    for (int i = 0; i < pieces; i++) {
      text.append(uniform ? piece : PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
