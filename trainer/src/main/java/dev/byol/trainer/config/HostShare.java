package dev.byol.trainer.config;

import dev.byol.api.resolved.ResolvedExperiment;

/**
 * The threads of one worker: what the experiment says, else its share of the machine's cores, or
 * one lane for each of its GPUs.
 *
 * @param lanes training threads, at least 1
 * @param loaderThreads threads that decode and augment, at least 1
 */
public record HostShare(int lanes, int loaderThreads) {

  public HostShare {
    if (lanes < 1 || loaderThreads < 1) {
      throw new IllegalArgumentException(
          "lanes and loaderThreads are " + lanes + " and " + loaderThreads + ", not at least 1");
    }
  }

  /**
   * The share of a worker.
   *
   * @param cores cores of this machine or container
   * @param workersHere worker processes that share them
   */
  public static HostShare of(ResolvedExperiment experiment, int cores, int workersHere) {
    int share = Math.max(1, cores / workersHere);
    int gpus = experiment.workers().gpusPerWorker();
    return new HostShare(
        experiment.workers().lanes().orElse(gpus > 0 ? gpus : share),
        experiment.data().loaderThreads().orElse(share));
  }
}
