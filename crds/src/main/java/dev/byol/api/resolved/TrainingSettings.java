package dev.byol.api.resolved;

/**
 * Batch and length of the run.
 *
 * @param globalBatch images per step over all workers, at least 2
 * @param maxSteps steps of the run, at least 1
 * @param scheduleSteps step at which the cosines end, at least {@code maxSteps}
 * @param trainImages images of the training split: one epoch
 */
public record TrainingSettings(
    int globalBatch, long maxSteps, long scheduleSteps, long trainImages) {

  /** Passes over the training images in {@code steps} steps. */
  public double epochs(long steps) {
    return (double) steps * globalBatch / trainImages;
  }

  /**
   * Images of one worker's share of the global batch; the first ranks take one more where it does
   * not divide.
   */
  public int localBatch(int rank, int worldSize) {
    return globalBatch / worldSize + (rank < globalBatch % worldSize ? 1 : 0);
  }
}
