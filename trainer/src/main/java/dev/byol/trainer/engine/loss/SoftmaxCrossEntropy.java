package dev.byol.trainer.engine.loss;

/**
 * Cross entropy of the softmax of logits against class labels, without label smoothing.
 *
 * <p>Source: reference {@code utils/helpers.py: softmax_cross_entropy}. This is the definition in
 * plain Java; an engine's version is tested against it.
 */
public final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * The loss of every row.
   *
   * @param logits [N, classes], row-major; not written
   * @param labels [N], each in 0..classes-1
   * @return [N], in nats, 0 or more
   */
  public static double[] perRow(double[] logits, int classes, int[] labels) {
    int rows = Rows.count("logits", logits.length, classes);
    Rows.requireLabels(rows, classes, labels);
    double[] out = new double[rows];
    for (int row = 0; row < rows; row++) {
      int from = row * classes;
      double max = max(logits, from, classes);
      out[row] =
          Math.log(sumOfExponents(logits, from, classes, max)) + max - logits[from + labels[row]];
    }
    return out;
  }

  /** As {@link #perRow(double[], int, int[])}, computed in double and rounded once. */
  public static float[] perRow(float[] logits, int classes, int[] labels) {
    return Rows.narrow(perRow(Rows.widen(logits), classes, labels));
  }

  /** The mean of {@link #perRow(double[], int, int[])}. */
  public static double mean(double[] logits, int classes, int[] labels) {
    double sum = 0;
    for (double loss : perRow(logits, classes, labels)) {
      sum += loss;
    }
    return sum / labels.length;
  }

  /**
   * The gradient of {@link #mean} with respect to the logits: {@code (softmax - onehot) / N}.
   *
   * @return [N, classes]
   */
  public static double[] gradientOfMean(double[] logits, int classes, int[] labels) {
    int rows = Rows.count("logits", logits.length, classes);
    Rows.requireLabels(rows, classes, labels);
    double[] out = new double[logits.length];
    for (int row = 0; row < rows; row++) {
      int from = row * classes;
      double max = max(logits, from, classes);
      double sum = sumOfExponents(logits, from, classes, max);
      for (int i = from; i < from + classes; i++) {
        double target = i == from + labels[row] ? 1 : 0;
        out[i] = (Math.exp(logits[i] - max) / sum - target) / rows;
      }
    }
    return out;
  }

  /** As {@link #gradientOfMean(double[], int, int[])}, computed in double and rounded once. */
  public static float[] gradientOfMean(float[] logits, int classes, int[] labels) {
    return Rows.narrow(gradientOfMean(Rows.widen(logits), classes, labels));
  }

  private static double max(double[] logits, int from, int classes) {
    double max = logits[from];
    for (int i = from + 1; i < from + classes; i++) {
      max = Math.max(max, logits[i]);
    }
    return max;
  }

  private static double sumOfExponents(double[] logits, int from, int classes, double max) {
    double sum = 0;
    for (int i = from; i < from + classes; i++) {
      sum += Math.exp(logits[i] - max);
    }
    return sum;
  }
}
