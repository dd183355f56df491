package dev.byol.trainer.cli.data;

import java.awt.image.BufferedImage;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A font of 5 x 8 pixels for a few words in a picture: Java's own text needs fonts that a slim
 * container does not have. Capitals are written small; what it lacks is a question mark.
 */
final class PixelFont {
  /** Height of a line at scale 1, in pixels. */
  static final int HEIGHT = 9;

  /** Width of a character with the gap after it, at scale 1, in pixels. */
  static final int WIDTH = 6;

  private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789 -_.:/,()?";

  /** Five columns a character, the lowest bit on top. */
  private static final byte[] COLUMNS =
      HexFormat.of()
          .parseHex(
              "2054545478"
                  + "7f48444438"
                  + "3844444420"
                  + "384444487f"
                  + "3854545418"
                  + "087e090102"
                  + "18a4a4a47c"
                  + "7f08040478"
                  + "00447d4000"
                  + "4080847d00"
                  + "7f10284400"
                  + "00417f4000"
                  + "7c04180478"
                  + "7c08040478"
                  + "3844444438"
                  + "fc24242418"
                  + "18242424fc"
                  + "7c08040408"
                  + "4854545420"
                  + "043f444020"
                  + "3c4040207c"
                  + "1c2040201c"
                  + "3c4030403c"
                  + "4428102844"
                  + "1ca0a0a07c"
                  + "4464544c44"
                  + "3e5149453e"
                  + "00427f4000"
                  + "4261514946"
                  + "2141454b31"
                  + "1814127f10"
                  + "2745454539"
                  + "3c4a494930"
                  + "0171090503"
                  + "3649494936"
                  + "064949291e"
                  + "0000000000"
                  + "0808080808"
                  + "4040404040"
                  + "0060600000"
                  + "0036360000"
                  + "2010080402"
                  + "0050300000"
                  + "001c224100"
                  + "0041221c00"
                  + "0201510906");

  private PixelFont() {}

  /** Width of a text in pixels. */
  static int width(String text, int scale) {
    return text.length() * WIDTH * scale;
  }

  /** Writes a text with its top left corner at (x, y); what lies outside the picture is cut. */
  static void draw(BufferedImage picture, String text, int x, int y, int scale, int rgb) {
    // Accents are left out: a plain letter says more than a question mark.
    String plain = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
    String small = plain.toLowerCase(Locale.ROOT);
    for (int i = 0; i < small.length(); i++) {
      int known = CHARACTERS.indexOf(small.charAt(i));
      int glyph = known < 0 ? CHARACTERS.length() - 1 : known;
      for (int column = 0; column < 5; column++) {
        for (int row = 0; row < 8; row++) {
          if ((COLUMNS[glyph * 5 + column] >> row & 1) != 0) {
            fill(picture, x + (i * WIDTH + column) * scale, y + row * scale, scale, rgb);
          }
        }
      }
    }
  }

  private static void fill(BufferedImage picture, int x, int y, int side, int rgb) {
    for (int dy = 0; dy < side; dy++) {
      for (int dx = 0; dx < side; dx++) {
        if (x + dx >= 0
            && x + dx < picture.getWidth()
            && y + dy >= 0
            && y + dy < picture.getHeight()) {
          picture.setRGB(x + dx, y + dy, rgb);
        }
      }
    }
  }
}
