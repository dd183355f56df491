package dev.byol.trainer.byol;

/** The loss or a gradient is not a number any more; no worker committed the step. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(long step, double loss, double learningRate) {
    super(
        ("step %d diverged: the loss is %s at learning rate %.4g; lower spec.learningRate.base or"
                + " lengthen the warm-up, then run again: it resumes from the last checkpoint")
            .formatted(step, loss, learningRate));
  }
}
