package dev.byol.trainer.run;

import java.util.OptionalLong;

/**
 * What all workers settled at a step boundary; the same on every rank.
 *
 * @param stop whether any worker was asked to stop, or the operator wants it
 * @param save whether rank 0 wants a checkpoint
 * @param partsReady whether every worker is done with its part of the checkpoint in flight
 * @param supersededBy the newer attempt, if one has begun: end without writing anything
 * @param order what is wanted from outside, if that is new
 */
record Agreement(
    boolean stop, boolean save, boolean partsReady, OptionalLong supersededBy, Order order) {

  /**
   * A generation of the control that is obeyed from this boundary on.
   *
   * @param generation its number; 0 for none
   * @param checkpoint whether a checkpoint is wanted now
   * @param maxSteps the new length of the run, if it names one
   * @param scheduleSteps the new horizon of the schedules, if it names one
   */
  record Order(
      long generation, boolean checkpoint, OptionalLong maxSteps, OptionalLong scheduleSteps) {
    /** Whether there is none. */
    boolean isNone() {
      return generation == 0;
    }
  }
}
