package dev.byol.trainer.nn;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.BatchNormSpec;

/**
 * A batch norm of one lane.
 *
 * @param operation which turns local sums into statistics over all lanes and workers
 * @param spec what it is bound to
 * @param running its network's running statistics
 */
record BoundBatchNorm(BatchNormOperation operation, BatchNormSpec spec, RunningStatistics running)
    implements BoundLayer {
  /** Values that one direction adds to a message. */
  int messageLength() {
    return spec.messageLength();
  }

  @Override
  public void evaluate() {
    operation.evaluate();
  }

  /** Lets the running statistics take in each view of the step that has just run. */
  void commit() {
    running.update(operation, spec.views());
  }

  /** Lets evaluation use the first view's statistics, as after Haiku's initialisation. */
  void initialiseRunning() {
    operation.initialiseRunning();
  }
}
