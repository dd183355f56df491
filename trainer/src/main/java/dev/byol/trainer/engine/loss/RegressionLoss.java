package dev.byol.trainer.engine.loss;

/**
 * BYOL's regression loss of one direction: the squared distance of the l2-normalised prediction x
 * and target projection y, in [0, 4] a row.
 *
 * <p>The loss of a step is the <em>sum</em> of both directions, averaged over the batch (range
 * 0..8). No gradient goes to y. Source: BYOL paper equation 2, reference {@code utils/helpers.py:
 * regression_loss}. This is the definition in plain Java; an engine's version is tested against it.
 */
public final class RegressionLoss {
  private RegressionLoss() {}

  /**
   * The loss of every row.
   *
   * @param x [N, dimensions], row-major; not written
   * @param y [N, dimensions]; not written
   * @return [N]
   */
  public static double[] perRow(double[] x, double[] y, int dimensions) {
    double[] difference = normalizedDifference(x, y, dimensions);
    double[] out = new double[x.length / dimensions];
    for (int i = 0; i < difference.length; i++) {
      out[i / dimensions] += difference[i] * difference[i];
    }
    return out;
  }

  /** As {@link #perRow(double[], double[], int)}, computed in double and rounded once. */
  public static float[] perRow(float[] x, float[] y, int dimensions) {
    return narrow(perRow(widen(x), widen(y), dimensions));
  }

  /**
   * The gradient of the mean over rows with respect to {@code x}.
   *
   * @return [N, dimensions]
   */
  public static double[] gradientOfMean(double[] x, double[] y, int dimensions) {
    double[] difference = normalizedDifference(x, y, dimensions);
    int rows = x.length / dimensions;
    for (int i = 0; i < difference.length; i++) {
      difference[i] *= 2.0 / rows;
    }
    return L2Normalize.gradient(x, difference, dimensions);
  }

  /** As {@link #gradientOfMean(double[], double[], int)}, computed in double and rounded once. */
  public static float[] gradientOfMean(float[] x, float[] y, int dimensions) {
    return narrow(gradientOfMean(widen(x), widen(y), dimensions));
  }

  private static double[] normalizedDifference(double[] x, double[] y, int dimensions) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "predictions and target projections differ in size: %d and %d"
              .formatted(x.length, y.length));
    }
    double[] difference = L2Normalize.rows(x, dimensions);
    double[] target = L2Normalize.rows(y, dimensions);
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= target[i];
    }
    return difference;
  }

  private static double[] widen(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static float[] narrow(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }
}
