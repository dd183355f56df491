package dev.byol.trainer.engine.update;

/**
 * Numbers of the LARS optimiser.
 *
 * @param weightDecay added to the gradient as {@code weightDecay * parameter}, at least 0
 * @param trustCoefficient eta of the paper, positive; 1e-3 in the reference
 * @param momentum in [0, 1); 0.9 in the reference
 */
public record LarsSettings(double weightDecay, double trustCoefficient, double momentum) {
  public LarsSettings {
    if (!(weightDecay >= 0) || !(trustCoefficient > 0) || !(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "LARS needs weightDecay >= 0, trustCoefficient > 0 and momentum in [0, 1), got %s, %s, %s"
              .formatted(weightDecay, trustCoefficient, momentum));
    }
  }
}
