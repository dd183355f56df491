package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * Decodes the common JPEG files (three components, YCbCr) by libjpeg-turbo, which comes with
 * Leptonica. Gives the same pixels as {@link PictureDecoder}'s other reader in half the time, but
 * only whole pictures: what is damaged in any way is left to the other, which says how. (About a
 * damaged file libjpeg also prints a line without its name on standard error.)
 */
final class NativeJpeg {
  private static final VarHandle BIG_ENDIAN_INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** Where the marker of the end is looked for; some writers add a few bytes. */
  private static final int END_WITHIN = 16;

  private NativeJpeg() {}

  /**
   * The picture, or null when the library is not to be had or finds anything to complain about.
   *
   * @param encoded a whole file
   */
  static RgbImage decode(byte[] encoded) {
    // Most damaged files are cut short; with them the library need not begin, nor print a line.
    if (!Leptonica.isAvailable() || !hasEnd(encoded)) {
      return null;
    }
    PIX pix = leptonica.pixReadMemJpeg(encoded, encoded.length, 0, 1, (int[]) null, 0);
    if (pix == null) {
      return null;
    }
    try {
      return leptonica.pixGetDepth(pix) == 32 ? toRgb(pix) : null;
    } finally {
      leptonica.pixDestroy(pix);
    }
  }

  private static RgbImage toRgb(PIX pix) {
    int width = leptonica.pixGetWidth(pix);
    int height = leptonica.pixGetHeight(pix);
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(height, width))];
    Leptonica.forEachRow(pix, (y, row) -> unpack(row, pixels, 3 * y * width));
    return new RgbImage(height, width, pixels);
  }

  /** Writes four bytes for each pixel; the fourth is overwritten by the next pixel. */
  private static void unpack(int[] row, byte[] pixels, int start) {
    int last = row.length - 1;
    for (int x = 0; x < last; x++) {
      BIG_ENDIAN_INTS.set(pixels, start + 3 * x, row[x]);
    }
    int out = start + 3 * last;
    pixels[out] = (byte) (row[last] >>> 24);
    pixels[out + 1] = (byte) (row[last] >>> 16);
    pixels[out + 2] = (byte) (row[last] >>> 8);
  }

  private static boolean hasEnd(byte[] encoded) {
    for (int at = encoded.length - 2; at >= Math.max(0, encoded.length - END_WITHIN); at--) {
      if (encoded[at] == (byte) 0xFF && encoded[at + 1] == (byte) 0xD9) {
        return true;
      }
    }
    return false;
  }
}
