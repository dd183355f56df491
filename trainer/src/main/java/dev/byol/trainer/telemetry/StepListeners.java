package dev.byol.trainer.telemetry;

import java.util.List;

/** Several listeners as one. */
record StepListeners(List<StepListener> listeners) implements StepListener {
  @Override
  public void onStep(StepRecord step) {
    listeners.forEach(listener -> listener.onStep(step));
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    listeners.forEach(listener -> listener.onEvaluation(evaluation));
  }

  @Override
  public void onCheckpoint() {
    listeners.forEach(StepListener::onCheckpoint);
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (StepListener listener : listeners) {
      try {
        listener.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
