package dev.byol.bench;

import java.util.Arrays;

/** The middle of measurements, which a few slow ones do not move. */
final class Median {
  private Median() {}

  /** Of at least one value; the mean of the middle two of an even number. */
  static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
