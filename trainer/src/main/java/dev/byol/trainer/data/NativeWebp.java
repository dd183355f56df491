package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * Decodes WebP files by libwebp, which comes with Leptonica: the pixels of Pillow and of
 * TensorFlow, bit by bit. Of an animation the first frame, on a black canvas where it covers less.
 */
final class NativeWebp {
  private NativeWebp() {}

  /**
   * The picture.
   *
   * @param encoded a whole file
   * @param header what its chunks say
   * @throws DamagedPictureException when the library finds it malformed
   */
  static RgbImage decode(
      byte[] encoded, WebpFile header, DecodeSettings.Transparency transparency, String name)
      throws DamagedPictureException {
    byte[] still = header.frame().map(WebpFile.Frame::file).orElse(encoded);
    PIX pix = leptonica.pixReadMemWebP(still, still.length);
    if (pix == null) {
      throw new DamagedPictureException(name, "libwebp finds it malformed", null);
    }
    try {
      int top = header.frame().map(WebpFile.Frame::top).orElse(0);
      int left = header.frame().map(WebpFile.Frame::left).orElse(0);
      if (top + leptonica.pixGetHeight(pix) > header.height()
          || left + leptonica.pixGetWidth(pix) > header.width()) {
        throw new DamagedPictureException(name, "its frame reaches over its canvas", null);
      }
      byte[] pixels =
          new byte[Math.multiplyExact(3, Math.multiplyExact(header.height(), header.width()))];
      boolean opaque = leptonica.pixGetSpp(pix) < 4;
      Leptonica.forEachRow(
          pix,
          (y, row) -> {
            int out = 3 * ((top + y) * header.width() + left);
            for (int rgba : row) {
              int alpha = opaque ? 255 : rgba & 0xFF;
              pixels[out++] = (byte) transparency.over(rgba >>> 24, alpha);
              pixels[out++] = (byte) transparency.over(rgba >>> 16 & 0xFF, alpha);
              pixels[out++] = (byte) transparency.over(rgba >>> 8 & 0xFF, alpha);
            }
          });
      return new RgbImage(header.height(), header.width(), pixels);
    } finally {
      leptonica.pixDestroy(pix);
    }
  }
}
