package dev.byol.trainer.engine;

import java.util.Optional;

/**
 * One thread's share of the compute: an arena and operations of its own, parameters shared with the
 * other lanes. First declare tensors and operations, then {@link #allocate} once, then run steps;
 * after that no operation allocates. Confined to one thread at a time.
 */
public interface Lane extends AutoCloseable {
  /** Declares a tensor; it has memory after {@link #allocate}. */
  Tensor tensor(Shape shape, Lifetime lifetime);

  /**
   * Declares a tensor of an image network's activations or their gradients, which the engine may
   * keep in a shorter format: what convolutions, pooling and batch norms between them read and
   * write.
   */
  default Tensor activation(Shape shape, Lifetime lifetime) {
    return tensor(shape, lifetime);
  }

  /**
   * A flat vector of zeros, as {@link Engine#flat}, but freed with this lane: what lives no longer
   * than a generation.
   */
  FlatBuffer flat(String name, long length);

  /** A message of zeros, as {@link Engine#message}, but freed with this lane. */
  Message message(int length);

  /** Places all declared tensors and binds all declared operations. */
  void allocate();

  /** Bytes of native memory that the arena takes; 0 before {@link #allocate}. */
  long arenaBytes();

  /**
   * Gradients of an operation with one input and perhaps weights.
   *
   * @param dy gradient of the output
   * @param dx where the input's goes, absent when nobody needs it
   * @param weights where the weights' gradient goes, absent for an operation without
   * @param bias where the bias's gradient goes
   */
  record Gradients(
      Tensor dy,
      Optional<GradientTarget> dx,
      Optional<FlatBuffer> weights,
      Optional<FlatBuffer> bias) {}

  /** Convolution without bias; {@code weights} as {@code [k, k, in, out]} (HWIO). */
  Operation convolution(
      ConvolutionGeometry geometry,
      Tensor x,
      FlatBuffer weights,
      Tensor y,
      Optional<Gradients> gradients);

  /** {@code y = x w + b}; {@code weights} as {@code [in, out]}. */
  Operation linear(
      Tensor x,
      FlatBuffer weights,
      Optional<FlatBuffer> bias,
      Tensor y,
      Optional<Gradients> gradients);

  /**
   * Maximum over windows; padding never wins. Ties: the first in row-major order has the gradient.
   */
  Operation maxPool(
      ConvolutionGeometry geometry, Tensor x, Tensor y, Optional<Gradients> gradients);

  /** Mean over height and width. */
  Operation globalMean(Tensor x, Tensor y, Optional<Gradients> gradients);

  /** {@code y = a + b}; both inputs receive the gradient of the output. */
  Operation add(Tensor a, Tensor b, Tensor y, Optional<AddGradients> gradients);

  /** Gradients of an addition; an absent target is not needed. */
  record AddGradients(Tensor dy, Optional<GradientTarget> a, Optional<GradientTarget> b) {}

  /** Batch normalisation in halves. */
  BatchNormOperation batchNorm(BatchNormSpec spec);

  /** The entry of pictures into {@code target}, {@code [n, h, w, 3]}. */
  Pictures pictures(Tensor target);

  /** Classes of so many pictures. */
  Labels labels(int images);

  /**
   * BYOL's regression loss of both directions ({@link
   * dev.byol.trainer.engine.loss.RegressionLoss}): rows are the two views one after the other, and
   * the prediction of each is compared with the projection of the other.
   *
   * @param gradient where that of the mean over rows with respect to the prediction goes
   * @param share what that gradient is multiplied by: the lane's part of the global batch
   * @param sum one value, the sum over rows
   */
  LossOperation regression(
      Tensor prediction, Tensor projection, Tensor gradient, double share, Message sum);

  /**
   * The classifier's loss and how often it is right ({@link
   * dev.byol.trainer.engine.loss.SoftmaxCrossEntropy}, {@link dev.byol.trainer.engine.loss.TopK}).
   *
   * @param gradient where that of the mean over rows with respect to the logits goes
   * @param share what that gradient is multiplied by
   * @param sums three values over rows: loss, label is the highest logit, label is among the five
   *     highest
   */
  LossOperation classification(
      Tensor logits, Labels labels, Tensor gradient, double share, Message sums);

  /**
   * How spread out rows of unit length are ({@link dev.byol.trainer.engine.loss.L2Normalize}).
   *
   * @param rows {@code [n, d]}, not yet of unit length
   * @param sums {@code [number of rows | sum(d) | sum of squares(d)]}
   */
  LossOperation spread(Tensor rows, Message sums);

  @Override
  void close();
}
