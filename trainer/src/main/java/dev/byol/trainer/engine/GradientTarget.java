package dev.byol.trainer.engine;

/**
 * Where an operation's backward pass leaves the gradient of one input.
 *
 * @param tensor of the input's shape
 * @param mode whether this is the first contribution
 */
public record GradientTarget(Tensor tensor, Mode mode) {
  /** How the contribution meets what is there. */
  public enum Mode {
    /** The first contribution in the backward order: overwrites. */
    SET,
    /** A later one: adds. */
    ADD
  }
}
