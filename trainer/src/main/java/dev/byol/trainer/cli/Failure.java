package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.validation.Violation;
import dev.byol.trainer.data.DamagedPictureException;
import dev.byol.trainer.run.ChangedExperimentException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a failure means to the user, however it is wrapped: exit code and words, by {@link
 * FailureTable}.
 *
 * @param code the exit code of a worker; a person gets {@link ExitCode#atTheTerminal}
 * @param lines what to say, a sentence a line
 */
record Failure(ExitCode code, List<String> lines) {
  /** More of a chain is not looked at. */
  private static final int MOST_THROWN = 200;

  /** Ends every line as a sentence. */
  Failure {
    lines = lines.stream().map(line -> line.matches("(?s).*[.?!]") ? line : line + ".").toList();
  }

  /**
   * The meaning of an exception or error that ended a command. What lies beneath outweighs what is
   * around it where {@link FailureTable.Reach} says so; what was suppressed is looked at when the
   * chain of causes says nothing.
   */
  static Failure of(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    List<Throwable> suppressed = suppressed(causes);
    return find(FailureTable.Reach.BENEATH, causes)
        .or(() -> find(FailureTable.Reach.NAMED, causes))
        .or(() -> find(FailureTable.Reach.BENEATH, suppressed))
        .or(() -> find(FailureTable.Reach.NAMED, suppressed))
        .or(() -> find(FailureTable.Reach.GENERAL, causes))
        .orElseGet(() -> new Failure(ExitCode.BUG, List.of("Unexpected: " + thrown)));
  }

  private record Match(FailureTable row, Throwable thrown) {}

  private static Optional<Failure> find(FailureTable.Reach reach, List<Throwable> chain) {
    return chain.stream()
        .flatMap(
            thrown -> FailureTable.of(reach, thrown).map(row -> new Match(row, thrown)).stream())
        .min(order(reach))
        .map(match -> of(match.row(), match.thrown()));
  }

  /** Of named failures the outermost counts, which is the first; else the order of the rows. */
  private static Comparator<Match> order(FailureTable.Reach reach) {
    return Comparator.comparing(
        match -> reach == FailureTable.Reach.NAMED ? 0 : match.row().ordinal());
  }

  private static Failure of(FailureTable row, Throwable thrown) {
    if (thrown instanceof InvalidExperimentException invalid) {
      return new Failure(
          row.code(), invalid.violations().stream().map(Violation::sentence).toList());
    }
    if (thrown instanceof ChangedExperimentException changed) {
      return new Failure(row.code(), changed.lines());
    }
    return new Failure(row.code(), List.of(FailureWords.of(row, thrown)));
  }

  /**
   * What lies beneath, but for a damaged picture: why it is damaged does not say what ended the
   * run, which is that too many are.
   */
  private static Throwable beneath(Throwable thrown) {
    return thrown instanceof DamagedPictureException ? null : thrown.getCause();
  }

  /** From the outermost inwards; chains may be circles. */
  private static List<Throwable> causes(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && seen.add(t); t = beneath(t)) {
      causes.add(t);
      if (causes.size() == MOST_THROWN) {
        break;
      }
    }
    return causes;
  }

  /** Whatever was suppressed by one of {@code causes}, with its own causes and so on. */
  private static List<Throwable> suppressed(List<Throwable> causes) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.addAll(causes);
    Deque<Throwable> open = new ArrayDeque<>();
    causes.forEach(cause -> open.addAll(List.of(cause.getSuppressed())));
    List<Throwable> found = new ArrayList<>();
    while (!open.isEmpty() && found.size() < MOST_THROWN) {
      for (Throwable t = open.remove(); t != null && seen.add(t); t = beneath(t)) {
        found.add(t);
        open.addAll(List.of(t.getSuppressed()));
      }
    }
    return found;
  }
}
