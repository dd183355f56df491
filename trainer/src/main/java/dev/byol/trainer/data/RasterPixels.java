package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * The stored samples of a decoded picture as RGB uint8. {@code BufferedImage.getRGB} would convert
 * grey and profiled pictures between colour spaces, which neither Pillow nor TensorFlow does.
 */
final class RasterPixels {
  private RasterPixels() {}

  /**
   * The picture.
   *
   * @throws IOException when its samples are neither grey nor RGB of 8 or 16 bits
   */
  static RgbImage toRgb(BufferedImage image, DecodeSettings.Transparency transparency)
      throws IOException {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(height, width))];
    if (image.getColorModel() instanceof ComponentColorModel) {
      fromSamples(image, transparency, pixels);
    } else {
      // Palettes and packed pixels are sRGB by construction: nothing is converted.
      fromColourModel(image, transparency, pixels);
    }
    return new RgbImage(height, width, pixels);
  }

  private static void fromSamples(
      BufferedImage image, DecodeSettings.Transparency transparency, byte[] pixels)
      throws IOException {
    Raster raster = image.getRaster();
    int shift = shift(image.getColorModel(), raster);
    int bands = raster.getNumBands();
    int alpha = bands % 2 == 0 ? bands - 1 : -1;
    int green = bands < 3 ? 0 : 1;
    int blue = bands < 3 ? 0 : 2;
    int width = raster.getWidth();
    int[] row = new int[bands * width];
    int out = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += bands) {
        int opacity = alpha < 0 ? 255 : row[i + alpha] >> shift;
        pixels[out++] = (byte) transparency.over(row[i] >> shift, opacity);
        pixels[out++] = (byte) transparency.over(row[i + green] >> shift, opacity);
        pixels[out++] = (byte) transparency.over(row[i + blue] >> shift, opacity);
      }
    }
  }

  /** How far samples are shifted down to 8 bits. */
  private static int shift(ColorModel model, Raster raster) throws IOException {
    int type = raster.getDataBuffer().getDataType();
    int bits = model.getComponentSize(0);
    int colours = model.getColorSpace().getType();
    if ((colours != ColorSpace.TYPE_RGB && colours != ColorSpace.TYPE_GRAY)
        || raster.getNumBands() > 4
        || (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT)
        || (bits != 8 && bits != 16)) {
      throw new IOException(
          "its %d components of %d bits are neither grey nor RGB of 8 or 16 bits; save it as one of those"
              .formatted(raster.getNumBands(), bits));
    }
    return bits - 8;
  }

  private static void fromColourModel(
      BufferedImage image, DecodeSettings.Transparency transparency, byte[] pixels) {
    int width = image.getWidth();
    int[] row = new int[width];
    int out = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int alpha = argb >>> 24;
        pixels[out++] = (byte) transparency.over(argb >> 16 & 0xFF, alpha);
        pixels[out++] = (byte) transparency.over(argb >> 8 & 0xFF, alpha);
        pixels[out++] = (byte) transparency.over(argb & 0xFF, alpha);
      }
    }
  }
}
