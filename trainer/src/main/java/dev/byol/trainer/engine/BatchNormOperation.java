package dev.byol.trainer.engine;

/**
 * Batch normalisation, optionally followed by the addition of a residual and by ReLU, in halves:
 * what lies between them is the sum of statistics over lanes and workers. Each view has statistics
 * of its own. Arrays are {@code [view][channel]} flattened.
 */
public interface BatchNormOperation {
  /**
   * Adds up the input: writes {@code sum} and {@code sum of squares}, per view {@code [sum(c) |
   * squares(c)]}, {@code views * 2c} values from {@code offset} on.
   */
  void sums(double[] target, int offset);

  /**
   * Computes the output: {@code (x - mean) / sqrt(variance + epsilon) * scale + offset}, plus the
   * residual, then ReLU, as far as asked for at creation.
   */
  void normalise(double[] mean, double[] variance);

  /**
   * First half of the backward pass: applies the ReLU's mask to the output's gradient, hands the
   * residual its share, writes per view {@code [sum(dy) | sum(dy * x)]}, {@code views * 2c} values
   * from {@code offset} on.
   */
  void backwardSums(double[] target, int offset);

  /**
   * Second half: with {@code m1}, {@code m2} the means over all lanes and workers of {@code dy} and
   * of {@code dy * (x - mean)}, the input's gradient is {@code scale * inv * (dy - m1 - (x - mean)
   * * inv^2 * m2)}, {@code inv = 1 / sqrt(variance + epsilon)}.
   */
  void backward(double[] mean, double[] variance, double[] m1, double[] m2);
}
