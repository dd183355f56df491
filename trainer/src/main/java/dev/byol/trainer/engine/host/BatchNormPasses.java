package dev.byol.trainer.engine.host;

/**
 * The passes over tensors that a batch norm is made of, for statistics in plain Java beside them
 * ({@link HostBatchNorm}). Arrays are {@code [view][channel]} flattened.
 */
public interface BatchNormPasses {
  /**
   * Adds up the input: writes {@code sum} and {@code sum of squares}, per view {@code [sum(c) |
   * squares(c)]}, {@code views * 2c} values.
   */
  void sums(double[] target);

  /**
   * Computes the output: {@code (x - mean) / sqrt(variance + epsilon) * scale + offset}, plus the
   * residual, then ReLU, as far as asked for at creation.
   */
  void normalise(double[] mean, double[] variance);

  /**
   * First half of the backward pass: applies the ReLU's mask to the output's gradient, hands the
   * residual its share, writes per view {@code [sum(dy) | sum(dy * x)]}, {@code views * 2c} values.
   */
  void backwardSums(double[] target);

  /**
   * Second half: with {@code m1}, {@code m2} the means over all lanes and workers of {@code dy} and
   * of {@code dy * (x - mean)}, writes the input's gradient.
   */
  void backward(double[] mean, double[] variance, double[] m1, double[] m2);
}
