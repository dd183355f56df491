package dev.byol.bench;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * JPEG files to measure with: noise with as much detail at every scale as photographs have, so that
 * they take about as many bytes. The same files every time.
 */
final class BenchPictures {
  private static final float QUALITY = 0.9f;
  private static final int COARSEST = 128;

  private BenchPictures() {}

  /** {@code count} files of {@code height} x {@code width} pixels, 4:2:0. */
  static List<byte[]> jpegs(int count, int height, int width) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(jpeg(picture(new SplittableRandom(i), height, width)));
    }
    return files;
  }

  private static BufferedImage picture(SplittableRandom random, int height, int width) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    WritableRaster raster = image.getRaster();
    float[] light = noise(random, height, width);
    for (int band = 0; band < 3; band++) {
      float[] tint = noise(random, height, width);
      for (int i = 0; i < height * width; i++) {
        double value = 128 + 50 * light[i] + 20 * tint[i];
        raster.setSample(i % width, i / width, band, (int) Math.max(0, Math.min(255, value)));
      }
    }
    return image;
  }

  /** Octaves of smooth noise, each of half the size and 0.72 of the strength of the one before. */
  private static float[] noise(SplittableRandom random, int height, int width) {
    float[] sum = new float[height * width];
    float strength = 1;
    for (int cell = COARSEST; cell >= 1; cell /= 2, strength *= 0.72f) {
      int columns = width / cell + 2;
      float[] grid = new float[(height / cell + 2) * columns];
      for (int i = 0; i < grid.length; i++) {
        grid[i] = strength * (float) random.nextDouble(-1, 1);
      }
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          sum[y * width + x] += between(grid, columns, (float) y / cell, (float) x / cell);
        }
      }
    }
    return sum;
  }

  private static float between(float[] grid, int columns, float y, float x) {
    int top = (int) y * columns + (int) x;
    float right = x - (int) x;
    float down = y - (int) y;
    float upper = grid[top] + right * (grid[top + 1] - grid[top]);
    float lower = grid[top + columns] + right * (grid[top + columns + 1] - grid[top + columns]);
    return upper + down * (lower - upper);
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(QUALITY);
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
