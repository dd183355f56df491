package dev.byol.trainer.run;

/** Shares the cores of a machine out among its workers. Pure. */
public final class CoreShares {
  private CoreShares() {}

  /**
   * Cores of each worker: as even as can be, the first ones getting what is left over, and never
   * less than one.
   *
   * @param cores cores of the machine (or of its cgroup), at least 1
   * @param workers number of workers, at least 1
   */
  public static int[] of(int cores, int workers) {
    if (cores < 1 || workers < 1) {
      throw new IllegalArgumentException(
          "cores " + cores + " and workers " + workers + " must both be at least 1");
    }
    int[] shares = new int[workers];
    for (int rank = 0; rank < workers; rank++) {
      shares[rank] = Math.max(1, cores / workers + (rank < cores % workers ? 1 : 0));
    }
    return shares;
  }
}
