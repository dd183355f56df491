package dev.byol.trainer.engine;

import java.util.Optional;

/**
 * What a batch normalisation is bound to.
 *
 * @param x input
 * @param residual added after the normalisation, of the output's shape
 * @param y output, of the input's shape; without gradients it may be the input itself
 * @param scale {@code [c]}
 * @param offset {@code [c]}
 * @param activation what follows
 * @param views number of equal parts of the batch with statistics of their own
 * @param epsilon added to the variance, 1e-5 in the reference
 * @param running {@code [mean, hidden | mean, average | variance, hidden | variance, average]},
 *     each {@code [c]}; shared by all lanes
 * @param gradients absent for a network that is not trained
 */
public record BatchNormSpec(
    Tensor x,
    Optional<Tensor> residual,
    Tensor y,
    FlatBuffer scale,
    FlatBuffer offset,
    Activation activation,
    int views,
    double epsilon,
    Message running,
    Optional<Gradients> gradients) {

  /** What follows the normalisation. */
  public enum Activation {
    NONE,
    RELU
  }

  /**
   * Where the backward pass reads and writes.
   *
   * @param dy gradient of the output; destroyed
   * @param dx gradient of the input; may be {@code dy} itself when there is no residual
   * @param residual gradient of the residual, present when there is one; may be {@code dy} itself,
   *     which is then not destroyed but masked
   * @param scale gradient of the scale over this lane's batch, {@code [c]}
   * @param offset the same of the offset
   */
  public record Gradients(
      Tensor dy,
      GradientTarget dx,
      Optional<GradientTarget> residual,
      FlatBuffer scale,
      FlatBuffer offset) {
    public Gradients {
      if (dx.tensor() == dy && residual.isPresent()) {
        throw new IllegalArgumentException(
            "the residual's gradient is needed when the input's is written over the output's");
      }
    }

    /** Whether the residual's gradient is where the output's is. */
    public boolean residualInPlace() {
      return residual.filter(target -> target.tensor() == dy).isPresent();
    }
  }

  public BatchNormSpec {
    if (x.shape().n() % views != 0) {
      throw new IllegalArgumentException(
          "a batch of %d images does not hold %d equal views".formatted(x.shape().n(), views));
    }
    if (running.length() != 4 * x.shape().c()) {
      throw new IllegalArgumentException(
          "running statistics of %d values do not fit %d channels"
              .formatted(running.length(), x.shape().c()));
    }
  }

  /** Number of channels. */
  public int channels() {
    return x.shape().c();
  }

  /** Positions of a view that share a channel. */
  public int rowsPerView() {
    return x.shape().rows() / views;
  }

  /** Values that either direction adds up: for each view two a channel, and a count. */
  public int messageLength() {
    return views * (2 * channels() + 1);
  }
}
