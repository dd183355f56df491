package dev.byol.trainer.byol;

import dev.byol.trainer.nn.EncoderSpec;

/**
 * The networks of an experiment.
 *
 * @param encoder residual network f
 * @param imageSize height and width of a view, in pixels
 * @param projectorHidden hidden features of the projector g
 * @param projectorOutput features of a projection
 * @param predictorHidden hidden features of the predictor q
 * @param classes classes of the online classifier; 0 for pictures without labels: no classifier
 * @param batchNormDecay of the running statistics, 0.9 in the reference
 * @param batchNormEpsilon added to variances, 1e-5 in the reference
 */
public record ByolNetworkSpec(
    EncoderSpec encoder,
    int imageSize,
    int projectorHidden,
    int projectorOutput,
    int predictorHidden,
    int classes,
    double batchNormDecay,
    double batchNormEpsilon) {
  public ByolNetworkSpec {
    if (imageSize < 1 || projectorHidden < 1 || projectorOutput < 1 || predictorHidden < 1) {
      throw new IllegalArgumentException(
          "image size and the heads' features must be at least 1, got %d, %d, %d, %d"
              .formatted(imageSize, projectorHidden, projectorOutput, predictorHidden));
    }
    if (classes < 0 || classes == 1) {
      throw new IllegalArgumentException(
          "a classifier needs at least 2 classes (0 for none), got " + classes);
    }
  }
}
