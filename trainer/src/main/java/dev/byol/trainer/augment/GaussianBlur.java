package dev.byol.trainer.augment;

import java.util.Arrays;

/**
 * The Gaussian blur of augmentations.py: separable, columns first, zeros outside the picture (so
 * that borders get darker), weights that sum to 1.
 */
public final class GaussianBlur {
  /** The kernel spans a picture's height over this. */
  private static final double DIVIDER = 10;

  private GaussianBlur() {}

  /** Taps on either side for a picture of that height: 11 at 224, 1 at 32, none below 20. */
  public static int radius(int height) {
    return (int) (height / DIVIDER / 2);
  }

  /**
   * Blurs a picture.
   *
   * @param radius taps on either side, from 0
   * @param sigma standard deviation in pixels, over 0
   */
  public static void inPlace(Planes planes, int radius, float sigma, Scratch scratch) {
    float[] weights = weights(radius, sigma);
    float[] rowBlurred = scratch.plane(planes.pixels());
    for (int c = 0; c < 3; c++) {
      blurRows(planes.plane(c), planes.height(), planes.width(), weights, scratch, rowBlurred);
      blurColumns(rowBlurred, planes.height(), planes.width(), weights, planes.plane(c));
    }
  }

  /** Weight of the centre and of the taps on one side, outwards. */
  private static float[] weights(int radius, float sigma) {
    float[] weights = new float[radius + 1];
    double sum = 0;
    for (int t = 0; t <= radius; t++) {
      double weight = Math.exp(-(double) t * t / (2.0 * sigma * sigma));
      weights[t] = (float) weight;
      sum += t == 0 ? weight : 2 * weight;
    }
    for (int t = 0; t <= radius; t++) {
      weights[t] = (float) (weights[t] / sum);
    }
    return weights;
  }

  private static void blurRows(
      float[] in, int height, int width, float[] weights, Scratch scratch, float[] out) {
    int radius = weights.length - 1;
    float[] padded = scratch.padded(width + 2 * radius);
    Arrays.fill(padded, 0, radius, 0f);
    Arrays.fill(padded, radius + width, width + 2 * radius, 0f);
    for (int y = 0; y < height; y++) {
      int at = y * width;
      System.arraycopy(in, at, padded, radius, width);
      scale(padded, radius, weights[0], out, at, width);
      for (int t = 1; t <= radius; t++) {
        addPair(padded, radius - t, radius + t, weights[t], out, at, width);
      }
    }
  }

  private static void blurColumns(float[] in, int height, int width, float[] weights, float[] out) {
    for (int y = 0; y < height; y++) {
      int at = y * width;
      scale(in, at, weights[0], out, at, width);
      for (int t = 1; t < weights.length; t++) {
        boolean above = y - t >= 0;
        boolean below = y + t < height;
        if (above && below) {
          addPair(in, at - t * width, at + t * width, weights[t], out, at, width);
        } else if (above) {
          add(in, at - t * width, weights[t], out, at, width);
        } else if (below) {
          add(in, at + t * width, weights[t], out, at, width);
        }
      }
    }
  }

  private static void scale(float[] in, int from, float weight, float[] out, int to, int n) {
    for (int i = 0; i < n; i++) {
      out[to + i] = weight * in[from + i];
    }
  }

  private static void add(float[] in, int from, float weight, float[] out, int to, int n) {
    for (int i = 0; i < n; i++) {
      out[to + i] += weight * in[from + i];
    }
  }

  private static void addPair(
      float[] in, int left, int right, float weight, float[] out, int to, int n) {
    for (int i = 0; i < n; i++) {
      out[to + i] += weight * (in[left + i] + in[right + i]);
    }
  }
}
