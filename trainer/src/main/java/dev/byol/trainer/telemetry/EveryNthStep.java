package dev.byol.trainer.telemetry;

/**
 * Passes on the steps whose index is a multiple of n, and the last one of the run.
 *
 * @param n at least 1
 * @param listener who is told
 */
public record EveryNthStep(int n, StepListener listener) implements StepListener {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException when n is not positive
   */
  public EveryNthStep {
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + "; it must be at least 1");
    }
  }

  @Override
  public void onStep(StepRecord step) {
    if (step.step() % n == 0 || step.done() == step.totalSteps()) {
      listener.onStep(step);
    }
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    listener.onEvaluation(evaluation);
  }

  @Override
  public void onCheckpoint() {
    listener.onCheckpoint();
  }

  @Override
  public void close() {
    listener.close();
  }
}
