package dev.byol.trainer.reference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The handwritten digits of the convergence case ({@code digits.npz} beside it).
 *
 * @param pixels [N][32 * 32 * 3] uint8, rows of RGB pixels: 8x8 values 0..16 scaled to 0..255, each
 *     repeated 4x4, three equal channels
 * @param labels [N], 0..9
 */
public record Digits(byte[][] pixels, int[] labels) {
  /** Side of a picture in pixels. */
  public static final int SIDE = 32;

  private static final int REPEAT = 4;

  /** Reads the pictures beside {@code testCase}. */
  public static Digits beside(ReferenceCase testCase) throws IOException {
    return read(testCase.folder().resolve("digits.npz"));
  }

  static Digits read(Path file) throws IOException {
    Map<String, NpyArray> arrays = ReferenceCase.readNpz(file);
    double[] raw = arrays.get("images").values();
    int side = SIDE / REPEAT;
    byte[][] pixels = new byte[arrays.get("labels").values().length][SIDE * SIDE * 3];
    for (int n = 0; n < pixels.length; n++) {
      for (int i = 0; i < pixels[n].length; i++) {
        int x = i / 3 % SIDE / REPEAT;
        int y = i / 3 / SIDE / REPEAT;
        double value = raw[(n * side + y) * side + x];
        pixels[n][i] = (byte) Math.floor(value * 255 / 16 + 0.5);
      }
    }
    return new Digits(pixels, arrays.get("labels").ints());
  }
}
