package dev.byol.operator.decide;

import dev.byol.api.channel.EndReason;
import dev.byol.api.channel.LastWords;
import dev.byol.operator.observe.WorkerView;
import java.util.Optional;

/**
 * How an attempt ended.
 *
 * @param reason why
 * @param culprit the worker because of which it ended, empty if there is none
 * @param lastWords what the worker that speaks for the attempt said, empty if it could not
 * @param message the whole in a sentence or two
 */
record Ending(
    EndReason reason, Optional<WorkerView> culprit, Optional<LastWords> lastWords, String message) {

  static Ending of(EndReason reason, String message) {
    return new Ending(reason, Optional.empty(), Optional.empty(), message);
  }

  static Ending of(EndReason reason, WorkerView culprit, String message) {
    return new Ending(
        reason, Optional.of(culprit), culprit.exit().flatMap(WorkerView.Exit::lastWords), message);
  }
}
