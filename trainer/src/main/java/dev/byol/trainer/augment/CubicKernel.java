package dev.byol.trainer.augment;

/** At which positions the cubic convolution kernel (Keys, a = -0.5) is evaluated. */
public enum CubicKernel {
  /**
   * At positions rounded to 1/1024, half to even: {@code tf.image.resize(..., BICUBIC)}, which
   * takes its coefficients from a table of that size and is what the reference's input pipeline
   * uses.
   */
  TABLE_1024 {
    @Override
    float evaluatedAt(float distance) {
      return (float) Math.rint(distance * 1024f) / 1024f;
    }
  },

  /** At the exact positions: {@code jax.image.resize(..., "cubic", antialias=False)}. */
  IDEAL {
    @Override
    float evaluatedAt(float distance) {
      return distance;
    }
  };

  private static final double A = -0.5;

  /** The distance in [0, 1] at which the kernel is evaluated in place of {@code distance}. */
  abstract float evaluatedAt(float distance);

  /** Weight of a pixel at {@code distance} in [0, 1] of the sampled position. */
  static float near(double distance) {
    return (float) (((A + 2) * distance - (A + 3)) * distance * distance + 1);
  }

  /** Weight of a pixel at {@code distance + 1}, for {@code distance} in [0, 1]. */
  static float far(double distance) {
    double x = distance + 1;
    return (float) (((A * x - 5 * A) * x + 8 * A) * x - 4 * A);
  }
}
