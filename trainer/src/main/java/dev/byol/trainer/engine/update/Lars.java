package dev.byol.trainer.engine.update;

import dev.byol.trainer.engine.FlatBuffer;

/**
 * Layer-wise adaptive rate scaling for one tensor, as the reference's utils/optimizers.py has it:
 * weight decay first, then the trust ratio {@code eta * |p| / |g + wd * p|} (1 when either norm is
 * 0), then momentum without the learning rate, then the step. The definition, in passes over flat
 * buffers; the version of engines whose memory is the host's.
 *
 * <p>You, Gitman and Ginsburg, "Large Batch Training of Convolutional Networks", 2017. Unlike
 * there, the learning rate stays outside the momentum.
 */
public final class Lars {
  private final LarsSettings settings;
  private final UpdateSlot slot;
  private double ratio;

  /** Of the tensor in {@code slot}. */
  public Lars(LarsSettings settings, UpdateSlot slot) {
    this.settings = settings;
    this.slot = slot;
  }

  /**
   * Finds the trust ratio of the update, which changes nothing yet.
   *
   * @return false when the gradient is not finite, or an adapted tensor's parameter
   */
  public boolean measure() {
    ratio = 1;
    if (slot.adaptation() == Adaptation.PLAIN) {
      return Double.isFinite(slot.gradient().norm());
    }
    FlatBuffer.Norms norms = slot.gradient().normsOfSum(settings.weightDecay(), slot.parameter());
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
    double weightDecay = slot.adaptation() == Adaptation.PLAIN ? 0 : settings.weightDecay();
    slot.parameter()
        .stepInPlace(
            slot.gradient(),
            slot.momentum(),
            slot.average(),
            new FlatBuffer.MomentumStep(
                weightDecay, ratio, settings.momentum(), learningRate, averageKeep));
  }
}
