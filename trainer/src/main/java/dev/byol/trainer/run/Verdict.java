package dev.byol.trainer.run;

import dev.byol.api.channel.ExitCode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the ends of all workers mean together. Pure.
 *
 * @param code the launcher's own exit code
 * @param culprit the worker because of which the others ended; empty when all went well
 */
record Verdict(ExitCode code, Optional<WorkerExit> culprit) {
  /**
   * Judges.
   *
   * @param exits all ends, in the order of their coming
   */
  static Verdict of(List<WorkerExit> exits) {
    if (exits.stream().allMatch(is(ExitCode.DONE))) {
      return new Verdict(ExitCode.DONE, Optional.empty());
    }
    if (exits.stream().allMatch(is(ExitCode.DONE).or(is(ExitCode.STOPPED)))) {
      return new Verdict(ExitCode.STOPPED, Optional.empty());
    }
    WorkerExit culprit =
        first(exits, Verdict::isForThePersonToMend, Comparator.comparingInt(WorkerExit::rank))
            .or(() -> first(exits, Verdict::failedByItself))
            .or(() -> first(exits, is(ExitCode.PEER_LOST)))
            .orElseGet(() -> first(exits, exit -> !wentWell(exit)).orElseThrow());
    return new Verdict(codeOf(culprit), Optional.of(culprit));
  }

  private static ExitCode codeOf(WorkerExit culprit) {
    if (culprit.bySignal() || culprit.endedBy() == WorkerExit.EndedBy.LAUNCHER) {
      return ExitCode.PEER_LOST;
    }
    return ExitCode.of(culprit.status()).orElse(ExitCode.BUG).atTheTerminal();
  }

  /** All workers find the same mistake; any of them may be the first to end. */
  private static boolean isForThePersonToMend(WorkerExit exit) {
    return exit.endedBy() == WorkerExit.EndedBy.ITSELF
        && ExitCode.of(exit.status())
            .map(code -> code.atTheTerminal() == ExitCode.USER_MUST_MEND)
            .orElse(false);
  }

  /** A lost peer is a consequence, and so is what the launcher ended. */
  private static boolean failedByItself(WorkerExit exit) {
    return exit.endedBy() == WorkerExit.EndedBy.ITSELF
        && !wentWell(exit)
        && exit.status() != ExitCode.PEER_LOST.status();
  }

  /** Whether a worker did what it should. */
  static boolean wentWell(WorkerExit exit) {
    return is(ExitCode.DONE).or(is(ExitCode.STOPPED)).test(exit);
  }

  private static Predicate<WorkerExit> is(ExitCode code) {
    return exit -> exit.status() == code.status() && exit.endedBy() == WorkerExit.EndedBy.ITSELF;
  }

  private static Optional<WorkerExit> first(List<WorkerExit> exits, Predicate<WorkerExit> which) {
    return exits.stream().filter(which).findFirst();
  }

  private static Optional<WorkerExit> first(
      List<WorkerExit> exits, Predicate<WorkerExit> which, Comparator<WorkerExit> order) {
    return exits.stream().filter(which).min(order);
  }
}
