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
  private final FlatBuffer average;
  private double ratio;

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

  /**
   * Binds the slices of one tensor, all of one length.
   *
   * @param average moving average of the parameter, which follows it
   */
  public Lars(
      LarsSettings settings,
      Adaptation adaptation,
      FlatBuffer parameter,
      FlatBuffer gradient,
      FlatBuffer momentum,
      FlatBuffer average) {
    this.settings = settings;
    this.adaptation = adaptation;
    this.parameter = parameter;
    this.gradient = gradient;
    this.momentum = momentum;
    this.average = average;
  }

  /**
   * Finds the trust ratio of the update, which changes nothing yet.
   *
   * @return false when the gradient is not finite, or an adapted tensor's parameter
   */
  public boolean measure() {
    ratio = 1;
    if (adaptation == Adaptation.PLAIN) {
      return Double.isFinite(gradient.norm());
    }
    FlatBuffer.Norms norms = gradient.normsOfSum(settings.weightDecay(), parameter);
    if (norms.added() > 0 && norms.sum() > 0) {
      ratio = settings.trustCoefficient() * norms.added() / norms.sum();
    }
    return Double.isFinite(norms.sum()) && Double.isFinite(norms.added());
  }

  /**
   * The update that was measured, in place of parameter, momentum and average.
   *
   * @param averageKeep what the average keeps of itself, in [0, 1]
   */
  public void update(double learningRate, double averageKeep) {
    double weightDecay = adaptation == Adaptation.PLAIN ? 0 : settings.weightDecay();
    parameter.stepInPlace(
        gradient,
        momentum,
        average,
        new FlatBuffer.MomentumStep(
            weightDecay, ratio, settings.momentum(), learningRate, averageKeep));
  }
}
