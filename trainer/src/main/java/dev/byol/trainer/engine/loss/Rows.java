package dev.byol.trainer.engine.loss;

/** Shape checks and widening shared by the host definitions of this package. */
final class Rows {
  private Rows() {}

  /** Number of rows of a row-major matrix that has {@code columns} columns. */
  static int count(String what, int length, int columns) {
    if (columns < 1 || length == 0 || length % columns != 0) {
      throw new IllegalArgumentException(
          "%s hold %d numbers, which are not whole rows of %d".formatted(what, length, columns));
    }
    return length / columns;
  }

  static void requireLabels(int rows, int classes, int[] labels) {
    if (labels.length != rows) {
      throw new IllegalArgumentException(
          "%d labels for %d rows of logits".formatted(labels.length, rows));
    }
    for (int row = 0; row < rows; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "label %d of row %d is not in 0..%d".formatted(labels[row], row, classes - 1));
      }
    }
  }

  static double[] widen(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  static float[] narrow(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }
}
