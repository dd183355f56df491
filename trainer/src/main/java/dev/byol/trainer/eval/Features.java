package dev.byol.trainer.eval;

import java.util.Arrays;

/**
 * The features of some pictures, all numbers finite.
 *
 * @param values [rows, dimensions] float32, row-major; shared with the caller, who leaves them be
 * @param rows number of pictures, 1 or more
 * @param dimensions width of a feature, 1 or more
 */
public record Features(float[] values, int rows, int dimensions) {
  /**
   * Checks shape and values.
   *
   * @throws IllegalArgumentException if the shape does not fit
   * @throws NotFiniteException if a number is not finite
   */
  public Features {
    if (rows < 1 || dimensions < 1) {
      throw new IllegalArgumentException(
          "features are %d x %d; there must be at least one picture and one dimension"
              .formatted(rows, dimensions));
    }
    if (values.length != Math.multiplyExact(rows, dimensions)) {
      throw new IllegalArgumentException(
          "features are said to be %d x %d but hold %d numbers"
              .formatted(rows, dimensions, values.length));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new NotFiniteException(
            "feature %d of picture %d is %s; the encoder has diverged, so evaluate an earlier checkpoint or lower the learning rate"
                .formatted(i % dimensions, i / dimensions, values[i]));
      }
    }
  }

  /** The pictures at {@code indices}, in that order, copied. */
  public Features select(int[] indices) {
    float[] out = new float[Math.multiplyExact(indices.length, dimensions)];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(values, indices[i] * dimensions, out, i * dimensions, dimensions);
    }
    return new Features(out, indices.length, dimensions);
  }

  void requireSameDimensions(Features other) {
    if (other.dimensions != dimensions) {
      throw new IllegalArgumentException(
          "features of %d dimensions were expected, got %d; take both from one encoder"
              .formatted(dimensions, other.dimensions));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Features that
        && rows == that.rows
        && dimensions == that.dimensions
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values) * 31 + rows;
  }

  @Override
  public String toString() {
    return "Features[%d x %d]".formatted(rows, dimensions);
  }
}
