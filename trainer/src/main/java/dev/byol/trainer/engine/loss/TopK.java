package dev.byol.trainer.engine.loss;

/**
 * Whether the label is among the k highest logits of its row.
 *
 * <p>Among equal logits the <em>higher</em> class index ranks first, as in the reference ({@code
 * utils/helpers.py: topk_accuracy}: a stable ascending sort, reversed); NaN ranks above every
 * number, as there.
 */
public final class TopK {
  private TopK() {}

  /**
   * One answer a row.
   *
   * @param logits [N, classes], row-major; not written
   * @param labels [N], each in 0..classes-1
   * @param k how many of the highest logits count, 1 or more; at {@code classes} or above every row
   *     is correct
   * @return [N]
   */
  public static boolean[] correct(double[] logits, int classes, int[] labels, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is %d; it must be 1 or more".formatted(k));
    }
    int rows = Rows.count("logits", logits.length, classes);
    Rows.requireLabels(rows, classes, labels);
    boolean[] out = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      out[row] = rank(logits, row * classes, classes, labels[row]) < k;
    }
    return out;
  }

  /** As {@link #correct(double[], int, int[], int)}; widening changes no order. */
  public static boolean[] correct(float[] logits, int classes, int[] labels, int k) {
    return correct(Rows.widen(logits), classes, labels, k);
  }

  /** How many rows are correct. */
  public static int hits(double[] logits, int classes, int[] labels, int k) {
    int hits = 0;
    for (boolean hit : correct(logits, classes, labels, k)) {
      hits += hit ? 1 : 0;
    }
    return hits;
  }

  /** The share of rows that are correct, in [0, 1]. */
  public static double accuracy(double[] logits, int classes, int[] labels, int k) {
    return (double) hits(logits, classes, labels, k) / labels.length;
  }

  /** As {@link #accuracy(double[], int, int[], int)}. */
  public static double accuracy(float[] logits, int classes, int[] labels, int k) {
    return accuracy(Rows.widen(logits), classes, labels, k);
  }

  private static int rank(double[] logits, int from, int classes, int label) {
    double own = logits[from + label];
    int ahead = 0;
    for (int other = 0; other < classes; other++) {
      double logit = logits[from + other];
      boolean equal = logit == own || (Double.isNaN(logit) && Double.isNaN(own));
      boolean higher = logit > own || (Double.isNaN(logit) && !Double.isNaN(own));
      ahead += higher || (equal && other > label) ? 1 : 0;
    }
    return ahead;
  }
}
