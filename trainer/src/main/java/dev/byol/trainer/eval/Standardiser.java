package dev.byol.trainer.eval;

/**
 * Shift and scale that give every dimension of a training split mean 0 and variance 1. A dimension
 * that is constant there (a standard deviation under 1e-6 of its root mean square) becomes 0.
 *
 * @param mean [dimensions]
 * @param inverseDeviation [dimensions], 0 for a constant dimension
 */
record Standardiser(double[] mean, double[] inverseDeviation) {
  private static final double CONSTANT = 1e-6;

  static Standardiser of(Features features) {
    int d = features.dimensions();
    double[] mean = new double[d];
    double[] variance = new double[d];
    float[] x = features.values();
    for (int i = 0; i < x.length; i++) {
      mean[i % d] += x[i];
    }
    for (int j = 0; j < d; j++) {
      mean[j] /= features.rows();
    }
    for (int i = 0; i < x.length; i++) {
      double difference = x[i] - mean[i % d];
      variance[i % d] += difference * difference;
    }
    for (int j = 0; j < d; j++) {
      double v = variance[j] / features.rows();
      double rootMeanSquare = Math.sqrt(v + mean[j] * mean[j]);
      double deviation = Math.sqrt(v);
      variance[j] = deviation > CONSTANT * rootMeanSquare ? 1 / deviation : 0;
    }
    return new Standardiser(mean, variance);
  }

  void requireDimensions(Features features) {
    if (features.dimensions() != mean.length) {
      throw new IllegalArgumentException(
          "the probe was fitted on features of %d dimensions, got %d; take both from one encoder"
              .formatted(mean.length, features.dimensions()));
    }
  }

  /**
   * Writes rows {@code from..from+count-1} standardised as [count, dimensions] and as its
   * transpose.
   */
  void apply(Features features, int from, int count, double[] rowsOut, double[] transposedOut) {
    int d = features.dimensions();
    float[] x = features.values();
    for (int row = 0; row < count; row++) {
      int at = (from + row) * d;
      for (int j = 0; j < d; j++) {
        rowsOut[row * d + j] = (x[at + j] - mean[j]) * inverseDeviation[j];
      }
    }
    transpose(rowsOut, count, d, transposedOut);
  }

  /** Writes the transpose of {@code matrix} [rows, columns]. */
  static void transpose(double[] matrix, int rows, int columns, double[] out) {
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < columns; j++) {
        out[j * rows + row] = matrix[row * columns + j];
      }
    }
  }
}
