package dev.byol.trainer.telemetry;

import java.util.List;

/**
 * Hears what a run does. Called by one thread, in order; a call must cost far less than a step and
 * must not throw for anything that the run can go on without.
 */
public interface StepListener extends AutoCloseable {
  /** Hears a committed step. */
  void onStep(StepRecord step);

  /** Hears an evaluation on the held-out split; by default nothing is done with it. */
  default void onEvaluation(EvaluationRecord evaluation) {}

  /**
   * Hears that a checkpoint of the steps heard so far is about to be taken. A run that resumes from
   * it does not repeat them, so what is held back is written; by default there is nothing.
   */
  default void onCheckpoint() {}

  /** Ends what is shown and writes what is still held back. Safe to call twice. */
  @Override
  void close();

  /** One that tells all of {@code listeners}, in this order; closing closes them all. */
  static StepListener all(List<StepListener> listeners) {
    return new StepListeners(List.copyOf(listeners));
  }
}
