package dev.byol.trainer.run;

import dev.byol.trainer.collective.Collective;
import java.nio.DoubleBuffer;

/**
 * What all workers settle at a step boundary, in one small all-reduce: it has the same value on
 * every rank.
 *
 * @param stop whether any worker was asked to stop
 * @param save whether rank 0 wants a checkpoint
 * @param partsReady whether every worker is done with its part of the checkpoint in flight
 */
record Agreement(boolean stop, boolean save, boolean partsReady) {
  /**
   * Settles it; every rank calls this with what it knows.
   *
   * @param stop whether this worker was asked to stop
   * @param save whether this worker wants a checkpoint; only rank 0 is heard
   * @param partReady whether this worker is done with its part
   */
  static Agreement among(Collective collective, boolean stop, boolean save, boolean partReady) {
    double[] votes = {stop ? 1 : 0, save && collective.rank() == 0 ? 1 : 0, partReady ? 1 : 0};
    collective.allReduceSum(DoubleBuffer.wrap(votes));
    return new Agreement(votes[0] > 0, votes[1] > 0, votes[2] == collective.worldSize());
  }
}
