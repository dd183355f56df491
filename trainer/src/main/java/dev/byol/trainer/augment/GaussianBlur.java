package dev.byol.trainer.augment;

/**
 * The Gaussian blur of augmentations.py: separable, zeros outside the picture (so that borders get
 * darker), weights that sum to 1.
 *
 * <p>One pass blurs down the columns and writes its result transposed, so two passes blur both ways
 * and end upright. Taps on whole rows are what the JIT vectorises; it does so only while every row
 * is an array of its own, indexed from 0. The reference blurs along rows first; only rounding
 * differs.
 */
public final class GaussianBlur {
  /** The kernel spans a picture's height over this. */
  private static final double DIVIDER = 10;

  /** Taps from here on, in standard deviations, weigh below 1e-9 of the centre: none is seen. */
  private static final double NEGLIGIBLE = 6.5;

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
    int height = planes.height();
    int width = planes.width();
    float[] weights = weights(radius, sigma);
    float[] turned = scratch.plane(0, planes.pixels());
    for (int c = 0; c < 3; c++) {
      float[] plane = planes.plane(c);
      blurAndTranspose(plane, height, width, weights, scratch, turned);
      blurAndTranspose(turned, width, height, weights, scratch, plane);
    }
  }

  /** Weight of the centre and of the taps on one side, outwards. */
  private static float[] weights(int radius, float sigma) {
    int taps = (int) Math.min(radius, Math.ceil(NEGLIGIBLE * sigma));
    double[] exact = new double[taps + 1];
    double sum = 0;
    for (int t = 0; t <= taps; t++) {
      exact[t] = Math.exp(-(double) t * t / (2.0 * sigma * sigma));
      sum += t == 0 ? exact[t] : 2 * exact[t];
    }
    float[] weights = new float[taps + 1];
    for (int t = 0; t <= taps; t++) {
      weights[t] = (float) (exact[t] / sum);
    }
    return weights;
  }

  private static void blurAndTranspose(
      float[] in, int height, int width, float[] weights, Scratch scratch, float[] out) {
    float[][] rows = scratch.rowBuffers(height, width);
    for (int y = 0; y < height; y++) {
      System.arraycopy(in, y * width, rows[y], 0, width);
    }
    float[] zeros = scratch.zeros(width);
    float[] sum = scratch.resultRow(width);
    for (int y = 0; y < height; y++) {
      blurRow(rows, height, y, width, weights, zeros, sum);
      scatter(sum, width, out, y, height);
    }
  }

  private static void scatter(float[] in, int n, float[] out, int offset, int stride) {
    for (int i = 0, at = offset; i < n; i++, at += stride) {
      out[at] = in[i];
    }
  }

  private static void blurRow(
      float[][] rows, int height, int y, int n, float[] weights, float[] zeros, float[] sum) {
    int taps = weights.length - 1;
    scale(rows[y], weights[0], n, sum);
    int t = 1;
    for (; t + 2 <= taps; t += 3) {
      addThreePairs(
          row(rows, height, y - t, zeros),
          row(rows, height, y + t, zeros),
          weights[t],
          row(rows, height, y - t - 1, zeros),
          row(rows, height, y + t + 1, zeros),
          weights[t + 1],
          row(rows, height, y - t - 2, zeros),
          row(rows, height, y + t + 2, zeros),
          weights[t + 2],
          n,
          sum);
    }
    for (; t <= taps; t++) {
      addPair(row(rows, height, y - t, zeros), row(rows, height, y + t, zeros), weights[t], n, sum);
    }
  }

  private static float[] row(float[][] rows, int height, int y, float[] zeros) {
    return y >= 0 && y < height ? rows[y] : zeros;
  }

  private static void scale(float[] in, float weight, int n, float[] sum) {
    for (int i = 0; i < n; i++) {
      sum[i] = weight * in[i];
    }
  }

  private static void addPair(float[] a, float[] b, float weight, int n, float[] sum) {
    for (int i = 0; i < n; i++) {
      sum[i] += weight * (a[i] + b[i]);
    }
  }

  /** More than three pairs at once are more than the JIT vectorises. */
  private static void addThreePairs(
      float[] a,
      float[] b,
      float weight1,
      float[] c,
      float[] d,
      float weight2,
      float[] e,
      float[] f,
      float weight3,
      int n,
      float[] sum) {
    for (int i = 0; i < n; i++) {
      sum[i] += weight1 * (a[i] + b[i]) + weight2 * (c[i] + d[i]) + weight3 * (e[i] + f[i]);
    }
  }
}
