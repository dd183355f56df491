package dev.byol.trainer.augment;

import java.util.Random;

/** Pictures to try transforms on. */
final class RandomPictures {
  private static final double[] CORNERS = {0, 0, 0.25, 0.5, 0.5000001, 1, 1};

  private RandomPictures() {}

  static RgbImage bytes(Random random, int height, int width) {
    byte[] pixels = new byte[3 * height * width];
    random.nextBytes(pixels);
    return new RgbImage(height, width, pixels);
  }

  /** {@code [height, width, 3]} in [0, 1]: a third of the values are such as make ties. */
  static float[] floats(Random random, int height, int width) {
    float[] out = new float[3 * height * width];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          random.nextInt(3) == 0
              ? (float) CORNERS[random.nextInt(CORNERS.length)]
              : random.nextFloat();
    }
    return out;
  }

  static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }
}
