package dev.byol.trainer.byol;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Sums;

/**
 * The native memory that a worker's steps and evaluations take, in bytes, by the planner that the
 * steps themselves go by.
 *
 * @param parameters online and target network and momentum
 * @param gradients one for each lane
 * @param activations all lanes' arenas
 * @param weightCopies parameters in layouts of the library's, and what updates keep
 * @param evaluation what taking features takes on top
 */
public record StepMemory(
    long parameters, long gradients, long activations, long weightCopies, long evaluation) {

  /**
   * Plans.
   *
   * @param planning an engine for planning
   * @param globalBatch pictures of a step over all workers
   * @param localBatch pictures of this worker's share
   * @param lanes threads that share them
   * @param evaluatedAtATime pictures that each lane takes features of at a time
   */
  public static StepMemory of(
      Engine planning,
      ByolNetwork network,
      int globalBatch,
      int localBatch,
      int lanes,
      int evaluatedAtATime) {
    int used = Math.min(lanes, localBatch);
    int images = localBatch / used;
    int withOneMore = localBatch % used;
    TrainState state =
        new TrainState(
            network.empty(planning, "online"),
            network.empty(planning, "target"),
            planning.flat("momentum", network.layout().length()));
    long parameters = planning.nativeBytes();
    try (LaneProgram lane =
        new LaneProgram(planning, network, state, images, globalBatch, Sums.ofOneLane())) {
      long gradient = network.layout().length() * planning.precision().bytes();
      long arena = lane.arenaBytes();
      long copies = planning.nativeBytes() - parameters - gradient - arena;
      long more =
          withOneMore == 0
              ? 0
              : arenaBytes(planning, network, state, images + 1, globalBatch) - arena;
      long before = planning.nativeBytes();
      try (FeatureExtractor extractor =
          new FeatureExtractor(
              planning, network, state.online(), network.representation(), evaluatedAtATime, 1)) {
        long evaluation = planning.nativeBytes() - before;
        long shared = evaluation - extractor.arenaBytes();
        return new StepMemory(
            parameters,
            used * gradient,
            used * arena + withOneMore * more,
            copies + shared + planning.updateBytes(network.layout().length()),
            lanes * extractor.arenaBytes());
      }
    }
  }

  private static long arenaBytes(
      Engine planning, ByolNetwork network, TrainState state, int images, int globalBatch) {
    try (LaneProgram lane =
        new LaneProgram(planning, network, state, images, globalBatch, Sums.ofOneLane())) {
      return lane.arenaBytes();
    }
  }

  /** All of it. */
  public long total() {
    return parameters + gradients + activations + weightCopies + evaluation;
  }
}
