package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * The stored samples of a decoded picture as RGB uint8. {@code BufferedImage.getRGB} would convert
 * grey and profiled pictures between colour spaces, which neither Pillow nor TensorFlow does.
 */
final class RasterPixels {
  private RasterPixels() {}

  static RgbImage toRgb(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(height, width))];
    if (image.getColorModel() instanceof ComponentColorModel) {
      fromSamples(image.getRaster(), pixels);
    } else {
      // Palettes and packed pixels are sRGB by construction: nothing is converted.
      fromColourModel(image, pixels);
    }
    return new RgbImage(height, width, pixels);
  }

  private static void fromSamples(Raster raster, byte[] pixels) {
    int bands = raster.getNumBands();
    int shift = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_BYTE ? 0 : 8;
    int green = bands < 3 ? 0 : 1;
    int blue = bands < 3 ? 0 : 2;
    int width = raster.getWidth();
    int[] row = new int[bands * width];
    int out = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += bands) {
        pixels[out++] = (byte) (row[i] >> shift);
        pixels[out++] = (byte) (row[i + green] >> shift);
        pixels[out++] = (byte) (row[i + blue] >> shift);
      }
    }
  }

  private static void fromColourModel(BufferedImage image, byte[] pixels) {
    int width = image.getWidth();
    int[] row = new int[width];
    int out = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        pixels[out++] = (byte) (argb >> 16);
        pixels[out++] = (byte) (argb >> 8);
        pixels[out++] = (byte) argb;
      }
    }
  }
}
