package dev.byol.operator.decide;

import dev.byol.api.channel.Charge;
import dev.byol.api.channel.EndReason;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.LastWords;
import dev.byol.api.channel.Sequel;
import dev.byol.api.status.BudgetStatus;
import dev.byol.api.status.EndedAttempt;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.signal.EventReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What follows the end of an attempt: history, budget, and the phase that the experiment is in. */
final class AttemptEnd {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(300);

  private final Draft draft;
  private final Ending ending;
  private final Instant now;

  private AttemptEnd(Draft draft, Ending ending) {
    this.draft = draft;
    this.ending = ending;
    this.now = draft.seen.now();
  }

  static void of(Draft draft, Ending ending) {
    new AttemptEnd(draft, ending).follow();
  }

  private void follow() {
    ending.lastWords().ifPresent(this::remember);
    boolean repeated = isRepetition();
    charge();
    record();
    if (draft.attempt.runningAt() != null) {
      draft.trainedSeconds += Duration.between(draft.attempt.runningAt(), now).toSeconds();
    }
    EndReason reason = ending.reason();
    if (reason == EndReason.DONE) {
      arrive();
      end(now);
      draft.completionTime = now;
      draft.be(Phase.COMPLETE, reason.word(), done());
      draft.tell(Notice.of(EventReason.COMPLETE, draft.message));
    } else if (reason == EndReason.SUSPENDED) {
      end(now);
      draft.be(Phase.SUSPENDED, reason.word(), "Suspended" + kept() + notSaved());
      draft.tell(Notice.of(EventReason.SUSPENDED, draft.message));
    } else if (reason.sequel() == Sequel.NONE) {
      fail(reason.word(), ending.message() + hint());
    } else if (reason.sequel() == Sequel.ONE_ATTEMPT && repeated) {
      fail(reason.word(), ending.message() + " It is the second time in a row.");
    } else if (reason.charge() == Charge.FAILURE && left() < 0) {
      fail(
          EventReason.TOO_MANY_FAILURES.word(),
          "Failed %d times, more than spec.faultTolerance.maxFailures; the last time: %s Fix the cause and change spec.lifecycle.restartNonce."
              .formatted(draft.budget.failures(), ending.message()));
    } else {
      again();
    }
  }

  private void again() {
    Duration pause = pause();
    if (ending.reason().charge() != Charge.PLANNED) {
      pause = pause.plus(RetrySpread.of(draft.seen, draft.attempt.number()));
    }
    end(now.plus(pause));
    draft.wakeAt(now.plus(pause));
    String next =
        pause.isZero() ? "" : " The next attempt begins in " + ProgressText.duration(pause) + ".";
    draft.be(Phase.RESTARTING, ending.reason().word(), ending.message() + next);
    String word = ending.reason().word();
    draft.tell(
        ending.reason().charge() == Charge.PLANNED
            ? Notice.normal(word, "Attempt " + draft.attempt.number() + " has ended" + kept())
            : Notice.warning(word, draft.message));
  }

  private void fail(String reason, String message) {
    end(now);
    draft.completionTime = now;
    draft.be(Phase.FAILED, reason, message);
    draft.tell(Notice.warning(reason, message));
  }

  private void end(Instant next) {
    draft.attempt = draft.attempt.ended(now, next);
  }

  /** Whether or not the last step was reported, it was taken. */
  private void arrive() {
    if (draft.progress != null
        && draft.progress.maxSteps() != null
        && draft.progress.maxSteps() > draft.step()) {
      draft.progress = ProgressText.at(draft.progress, draft.progress.maxSteps());
    }
  }

  private void remember(LastWords words) {
    if (words.step() != null && words.step() > draft.step()) {
      draft.progress = ProgressText.at(draft.progress, words.step());
    }
    if (words.checkpoint() != null) {
      draft.checkpoint = ProgressText.checkpoint(words.checkpoint());
    }
    if (words.evaluation() != null) {
      draft.evaluation = ProgressText.evaluation(words.evaluation());
    }
  }

  private boolean isRepetition() {
    return draft.budget.inARow() > 0
        && !draft.attempts.isEmpty()
        && ending.reason().word().equals(draft.attempts.get(0).endedBy());
  }

  private void charge() {
    BudgetStatus b = draft.budget;
    int failure = ending.reason().charge() == Charge.FAILURE ? 1 : 0;
    int disruption = ending.reason().charge() == Charge.DISRUPTION ? 1 : 0;
    draft.budget =
        new BudgetStatus(
            b.failures() + failure,
            b.inARow() + failure + disruption,
            b.disruptions() + disruption,
            b.left(),
            Math.max(b.sinceStep(), draft.step()));
  }

  private int left() {
    return draft.faultTolerance().maxFailures() - draft.budget.failures();
  }

  /** Nothing the first time without progress if it was nobody's fault, then ever longer. */
  private Duration pause() {
    if (ending.reason().charge() == Charge.PLANNED) {
      return Duration.ZERO;
    }
    int before = draft.budget.inARow() - (ending.reason().charge() == Charge.FAILURE ? 0 : 1);
    if (before <= 0) {
      return Duration.ZERO;
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private void record() {
    Optional<WorkerView> culprit = ending.culprit();
    List<EndedAttempt> attempts = new ArrayList<>();
    attempts.add(
        new EndedAttempt(
            draft.attempt.number(),
            draft.attempt.reason(),
            draft.attempt.startedAt(),
            now,
            draft.attempt.fromStep(),
            draft.progress == null ? null : draft.progress.step(),
            draft.attempt.world(),
            ending.reason().word(),
            ending.reason().charge().word(),
            culprit.map(WorkerView::rank).orElse(null),
            culprit.map(WorkerView::pod).orElse(null),
            culprit.flatMap(WorkerView::node).orElse(null),
            culprit
                .flatMap(WorkerView::exit)
                .map(WorkerView.Exit::status)
                .filter(status -> status >= 0)
                .orElse(null),
            ending.message()));
    draft.attempts.stream()
        .filter(a -> !a.number().equals(draft.attempt.number()))
        .limit(ExperimentStatus.REMEMBERED_ATTEMPTS - 1L)
        .forEach(attempts::add);
    draft.attempts = attempts;
  }

  /** Where the words of the worker do not say what to do. */
  private String hint() {
    boolean said = ending.lastWords().map(LastWords::message).isPresent();
    return said && ending.reason().charge() == Charge.FAILURE ? " " + ending.reason().remedy() : "";
  }

  /** Why the last steps were not saved, as when the store was away. */
  private String notSaved() {
    return ending
        .lastWords()
        .filter(words -> words.exitCode().reason().charge() != Charge.PLANNED)
        .filter(words -> words.exitCode() != ExitCode.STOPPED && words.message() != null)
        .map(words -> " " + words.message())
        .orElse("");
  }

  private String kept() {
    return draft.checkpoint == null
        ? "; there is no checkpoint yet."
        : "; the checkpoint of step " + draft.checkpoint.step() + " is kept.";
  }

  private String done() {
    String steps = draft.step() + " steps are done";
    if (draft.evaluation == null) {
      return steps + ".";
    }
    List<String> figures = new ArrayList<>();
    add(figures, "linear", draft.evaluation.linear());
    add(figures, "kNN", draft.evaluation.knn());
    add(figures, "few labels", draft.evaluation.fewLabels());
    return steps + (figures.isEmpty() ? "." : "; " + String.join(", ", figures) + ".");
  }

  private static void add(List<String> figures, String name, String percent) {
    if (percent != null) {
      figures.add(name + " " + percent + " %");
    }
  }
}
