package dev.byol.api.resolved;

import dev.byol.api.spec.training.Encoder;
import dev.byol.api.spec.training.NetworkSpec;
import dev.byol.api.spec.training.NetworkVersion;
import dev.byol.api.spec.training.Stem;
import dev.byol.api.spec.training.TargetInit;

/**
 * Shapes of encoder, projector, predictor and batch norm.
 *
 * @param encoder which encoder
 * @param version order inside a residual block
 * @param stem how the encoder begins
 * @param widthMultiplier factor on the encoder's channels; every channel count is whole
 * @param projectorHidden units of the projector's hidden layer
 * @param projectorOutput units of projection and prediction
 * @param predictorHidden units of the predictor's hidden layer
 * @param batchNormDecay weight of the past in the running statistics, 0 to 1
 * @param batchNormEpsilon added to the variance
 * @param targetInit weights that the target network starts from
 */
public record NetworkSettings(
    Encoder encoder,
    NetworkVersion version,
    Stem stem,
    double widthMultiplier,
    int projectorHidden,
    int projectorOutput,
    int predictorHidden,
    double batchNormDecay,
    double batchNormEpsilon,
    TargetInit targetInit) {

  /** As a spec has them in which nothing is unset. */
  public static NetworkSettings of(NetworkSpec n) {
    return new NetworkSettings(
        n.encoder(),
        n.version(),
        n.stem(),
        n.widthMultiplier(),
        n.projectorHidden(),
        n.projectorOutput(),
        n.predictorHidden(),
        n.batchNormDecay(),
        n.batchNormEpsilon(),
        n.targetInit());
  }

  /** {@code channels} at width 1, at this width. */
  public int scaled(int channels) {
    return Math.toIntExact(Math.round(channels * widthMultiplier));
  }
}
