package dev.byol.trainer.telemetry;

import java.util.OptionalDouble;

/**
 * What one committed step tells.
 *
 * @param step index of the step, from 0: a run that resumes at step s tells s next
 * @param totalSteps number of steps of the whole run, at least {@code step + 1}
 * @param epoch epoch that the step's samples belong to, from 0
 * @param regressionLoss the reference's BYOL loss over the global batch, in 0..8 (the sum of both
 *     views); not a number when the run has diverged
 * @param probeLoss cross entropy of the online probe; empty without labels
 * @param learningRate learning rate that the step used
 * @param targetDecay tau of the target network's update, in 0..1
 * @param top1 accuracy of the online probe on the global batch, in 0..1; empty without labels
 * @param embeddingStd mean over dimensions of the standard deviation over the global batch of the
 *     l2-normalised projections, in 0..1/sqrt(d); empty on steps that did not measure it
 * @param imagesPerSecond images of the global batch (not views) over the time of the step
 * @param dataWaitShare share of the step's time spent waiting for data, in 0..1
 * @param seconds wall time of the step
 */
public record StepRecord(
    long step,
    long totalSteps,
    long epoch,
    double regressionLoss,
    OptionalDouble probeLoss,
    double learningRate,
    double targetDecay,
    OptionalDouble top1,
    OptionalDouble embeddingStd,
    double imagesPerSecond,
    double dataWaitShare,
    double seconds) {

  /**
   * Checks the counters.
   *
   * @throws IllegalArgumentException when the step is negative or not below the total
   */
  public StepRecord {
    if (step < 0 || step >= totalSteps) {
      throw new IllegalArgumentException(
          "step "
              + step
              + " is not in 0.."
              + (totalSteps - 1)
              + " (totalSteps "
              + totalSteps
              + ")");
    }
  }

  /** Number of steps done, this one included. */
  public long done() {
    return step + 1;
  }
}
