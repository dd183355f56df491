package dev.byol.trainer.reference;

/** Assertions on numbers that name the array, the error and the bound. */
public final class Closeness {
  private Closeness() {}

  /** Fails unless {@code |actual - expected|_2 <= tolerance * |expected|_2}. */
  public static void assertRelativeL2(
      String what, double[] expected, double[] actual, double tolerance) {
    requireSameLength(what, expected, actual);
    double relative = relativeL2(expected, actual);
    if (!(relative <= tolerance)) {
      throw new AssertionError(
          "%s: relative l2 error %.3g is over %.3g".formatted(what, relative, tolerance));
    }
  }

  /**
   * {@code |actual - expected|_2 / |expected|_2} of arrays of one length; 0 where both are zero.
   */
  public static double relativeL2(double[] expected, double[] actual) {
    double norm = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      norm += expected[i] * expected[i];
      error += (expected[i] - actual[i]) * (expected[i] - actual[i]);
    }
    return error == 0 ? 0 : Math.sqrt(error) / Math.max(Math.sqrt(norm), Double.MIN_NORMAL);
  }

  /** Fails unless every entry differs by at most {@code tolerance}. */
  public static void assertMaxAbs(
      String what, double[] expected, double[] actual, double tolerance) {
    requireSameLength(what, expected, actual);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(expected[i] - actual[i]) <= tolerance)) {
        throw new AssertionError(
            "%s[%d]: expected %.9g, got %.9g, allowed difference %.3g"
                .formatted(what, i, expected[i], actual[i], tolerance));
      }
    }
  }

  /** Float values as doubles. */
  public static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static void requireSameLength(String what, double[] expected, double[] actual) {
    if (expected.length != actual.length) {
      throw new AssertionError(
          "%s: expected %d entries, got %d".formatted(what, expected.length, actual.length));
    }
  }
}
