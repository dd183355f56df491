package dev.byol.trainer.engine;

/**
 * Batch normalisation, optionally followed by the addition of a residual and by ReLU, in halves:
 * between them a message of {@link BatchNormSpec#messageLength} values is added up over lanes and
 * workers. Each view has statistics of its own, which stay with the operation until the next step.
 */
public interface BatchNormOperation {
  /**
   * Writes the input's sums: for each view {@code [sum(c) | sum of squares(c) | number of
   * summands]}, so that shares of different sizes stay exact.
   */
  void sums(Message local);

  /**
   * Computes the output with the statistics in {@code summed}: {@code (x - mean) / sqrt(variance +
   * epsilon) * scale + offset}, plus the residual, then ReLU, as far as asked for.
   */
  void normalise(Message summed);

  /**
   * First half of the backward pass: applies the ReLU's mask to the output's gradient, hands the
   * residual its share, writes the gradients of scale and offset, and for each view {@code [sum(dy)
   * | sum(dy * (x - mean)) | number of summands]}.
   */
  void backwardSums(Message local);

  /**
   * Second half: with {@code m1}, {@code m2} the means over all lanes and workers of {@code dy} and
   * of {@code dy * (x - mean)}, the input's gradient is {@code scale * inv * (dy - m1 - (x - mean)
   * * inv^2 * m2)}, {@code inv = 1 / sqrt(variance + epsilon)}.
   */
  void backward(Message summed);

  /** Computes the output with the running statistics. */
  void evaluate();

  /**
   * Lets the running statistics take in each view of the step that has just run, in order: {@code
   * hidden = decay * hidden + (1 - decay) * value}, {@code average = hidden / correction}, each
   * rounded to the engine's precision.
   *
   * @param decay in [0, 1)
   * @param corrections one for each view
   */
  void commit(double decay, double[] corrections);

  /** Makes the first view's statistics of the last forward pass the running averages. */
  void initialiseRunning();
}
