package dev.byol.trainer.engine.loss;

/**
 * Rows scaled to unit length: {@code x * rsqrt(max(sum(x^2), 1e-12))}. A zero row stays zero.
 *
 * <p>The bound is on the <em>squared</em> norm, and below it the gradient does not pass through the
 * norm. Source: reference {@code utils/helpers.py: l2_normalize}. This is the definition in plain
 * Java; an engine's version is tested against it.
 */
public final class L2Normalize {
  /** Least squared norm that is divided by: {@value}. */
  public static final double EPSILON = 1e-12;

  private L2Normalize() {}

  /**
   * Normalises every row.
   *
   * @param x [N, dimensions], row-major; not written
   * @return [N, dimensions]
   */
  public static double[] rows(double[] x, int dimensions) {
    int rows = Rows.count("values", x.length, dimensions);
    double[] out = new double[x.length];
    for (int row = 0; row < rows; row++) {
      double inverse = inverseNorm(x, row * dimensions, dimensions);
      for (int i = row * dimensions; i < (row + 1) * dimensions; i++) {
        out[i] = x[i] * inverse;
      }
    }
    return out;
  }

  /** As {@link #rows(double[], int)}, computed in double and rounded once. */
  public static float[] rows(float[] x, int dimensions) {
    return Rows.narrow(rows(Rows.widen(x), dimensions));
  }

  /**
   * The gradient with respect to {@code x}, given the one with respect to the normalised rows.
   *
   * @param x [N, dimensions], row-major
   * @param normalizedGradient [N, dimensions]
   * @return [N, dimensions]
   */
  public static double[] gradient(double[] x, double[] normalizedGradient, int dimensions) {
    int rows = Rows.count("values", x.length, dimensions);
    double[] out = new double[x.length];
    for (int row = 0; row < rows; row++) {
      int from = row * dimensions;
      double inverse = inverseNorm(x, from, dimensions);
      double along = 0;
      if (squaredNorm(x, from, dimensions) > EPSILON) {
        for (int i = from; i < from + dimensions; i++) {
          along += x[i] * inverse * normalizedGradient[i];
        }
      }
      for (int i = from; i < from + dimensions; i++) {
        out[i] = inverse * (normalizedGradient[i] - x[i] * inverse * along);
      }
    }
    return out;
  }

  private static double inverseNorm(double[] x, int from, int dimensions) {
    return 1 / Math.sqrt(Math.max(squaredNorm(x, from, dimensions), EPSILON));
  }

  private static double squaredNorm(double[] x, int from, int dimensions) {
    double sum = 0;
    for (int i = from; i < from + dimensions; i++) {
      sum += x[i] * x[i];
    }
    return sum;
  }
}
