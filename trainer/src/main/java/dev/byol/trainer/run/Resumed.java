package dev.byol.trainer.run;

import java.util.List;
import java.util.OptionalLong;

/**
 * Where a run goes on from.
 *
 * @param step the step to run next; 0: from the beginning
 * @param told what differs from the run that made the checkpoint, a sentence each
 * @param scheduleSteps where that run's schedules ended, if there is a checkpoint that tells it
 */
record Resumed(long step, List<String> told, OptionalLong scheduleSteps) {
  static final Resumed BEGINNING = new Resumed(0, List.of(), OptionalLong.empty());

  Resumed {
    told = List.copyOf(told);
  }
}
