package dev.byol.trainer.optim;

import dev.byol.trainer.engine.FlatBuffer;

/**
 * Layer-wise adaptive rate scaling for one tensor, as the reference's utils/optimizers.py has it:
 * weight decay first, then the trust ratio {@code eta * |p| / |g + wd * p|} (1 when either norm is
 * 0), then momentum without the learning rate, then the step.
 *
 * <p>You, Gitman and Ginsburg, "Large Batch Training of Convolutional Networks", 2017. Unlike
 * there, the learning rate stays outside the momentum.
 */
public final class Lars {
  private final LarsSettings settings;
  private final Adaptation adaptation;
  private final FlatBuffer parameter;
  private final FlatBuffer gradient;
  private final FlatBuffer momentum;

  /** Whether a tensor has weight decay and a trust ratio. */
  public enum Adaptation {
    /** Both. */
    ADAPTED,
    /** Neither: plain momentum with the full learning rate. */
    PLAIN;

    /** The reference's {@code exclude_bias_and_norm}: name {@code b}, or "norm" in the module. */
    public static Adaptation of(String module, String name) {
      return name.equals("b") || module.contains("norm") ? PLAIN : ADAPTED;
    }
  }

  /** Binds the three slices of one tensor, all of one length. */
  public Lars(
      LarsSettings settings,
      Adaptation adaptation,
      FlatBuffer parameter,
      FlatBuffer gradient,
      FlatBuffer momentum) {
    this.settings = settings;
    this.adaptation = adaptation;
    this.parameter = parameter;
    this.gradient = gradient;
    this.momentum = momentum;
  }

  /** One update in place of parameter and momentum; destroys the gradient. */
  public void update(double learningRate) {
    double ratio = 1;
    if (adaptation == Adaptation.ADAPTED) {
      FlatBuffer.Norms norms = gradient.addScaledAndMeasure(settings.weightDecay(), parameter);
      if (norms.other() > 0 && norms.own() > 0) {
        ratio = settings.trustCoefficient() * norms.other() / norms.own();
      }
    }
    parameter.stepInPlace(momentum, settings.momentum(), gradient, ratio, learningRate);
  }
}
