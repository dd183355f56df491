package dev.byol.trainer.byol;

import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;

/**
 * What the update of a step depends on beside gradients.
 *
 * @param globalBatch pictures of a step over all workers
 * @param scheduleSteps horizon of both schedules
 * @param learningRate by step
 * @param targetDecay tau by step
 * @param lars the optimiser's numbers
 */
public record Hyperparameters(
    int globalBatch,
    long scheduleSteps,
    LearningRateSchedule learningRate,
    TargetDecaySchedule targetDecay,
    LarsSettings lars) {

  /** The same with another horizon of the schedules. */
  Hyperparameters withScheduleSteps(long steps) {
    return new Hyperparameters(globalBatch, steps, learningRate, targetDecay, lars);
  }
}
