package dev.byol.trainer.eval;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Features made for tests. */
final class Made {
  private Made() {}

  /** One Gaussian cloud a class around a random centre; labels go round. */
  static LabelledFeatures clouds(int rows, int dimensions, int classes, double noise, long seed) {
    SplittableRandom centreRandom = new SplittableRandom(77);
    double[] centres = new double[classes * dimensions];
    Arrays.setAll(centres, i -> centreRandom.nextGaussian());
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * dimensions];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = row % classes;
      for (int d = 0; d < dimensions; d++) {
        values[row * dimensions + d] =
            (float) (centres[labels[row] * dimensions + d] + noise * random.nextGaussian());
      }
    }
    return new LabelledFeatures(new Features(values, rows, dimensions), labels, classes);
  }

  /** A random order of {@code 0..n-1}. */
  static int[] permutation(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}
