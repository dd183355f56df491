package dev.byol.trainer.run;

import dev.byol.trainer.telemetry.ProgressBoard;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Watches over evaluations, which may take many minutes: people see that one goes on, what it does
 * counts as activity, so that it is not taken for a hang, and a stop does not wait for its end.
 *
 * @param board where it is noted
 * @param stop whether the run shall stop
 */
record EvaluationWatch(ProgressBoard board, BooleanSupplier stop) {
  /**
   * Notes what begins.
   *
   * @param what a sentence
   * @throws EvaluationStoppedException if the run shall stop
   */
  void begin(String what) {
    board.evaluating(what);
    tick();
  }

  /**
   * Notes a part as done; called every few seconds at least.
   *
   * @throws EvaluationStoppedException if the run shall stop
   */
  void tick() {
    if (stop.getAsBoolean()) {
      throw new EvaluationStoppedException();
    }
    board.active();
  }

  /** The executor, with a tick whenever it is given a task. */
  Executor over(Executor executor) {
    return task -> {
      tick();
      executor.execute(task);
    };
  }
}
