package dev.byol.operator.decide;

import dev.byol.api.channel.EndReason;
import dev.byol.api.spec.training.TrainingSpec;
import dev.byol.api.status.BudgetStatus;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.Observation;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.signal.ConditionType;
import dev.byol.operator.signal.EventReason;
import dev.byol.operator.validate.Acceptance;
import java.time.Instant;
import java.util.List;

/**
 * Decides what to do about an experiment. A pure function: the same observation gives the same
 * decision, so a pass that died half-way is simply made again.
 */
public final class Decider {
  private final Draft draft;
  private final Instant now;

  private Decider(Observation seen) {
    draft = new Draft(seen, Acceptance.of(seen));
    now = seen.now();
  }

  /** The decision. */
  public static Decision decide(Observation seen) {
    return new Decider(seen).decide();
  }

  private Decision decide() {
    boolean wasRefused = isRefused(draft.seen);
    if (!draft.acceptance.holds() && !wasRefused) {
      draft.tell(Notice.of(EventReason.INVALID, draft.acceptance.sentences()));
    }
    draft.seen.refusal().filter(refusal -> !isTold(refusal)).ifPresent(this::tell);
    if (draft.attempt == null) {
      first();
    } else if (draft.accepted.isEmpty()) {
      draft.be(draft.phase, EventReason.INVALID.word(), draft.acceptance.sentences());
    } else if (draft.attempt.endedAt() == null) {
      Supervision.of(draft);
    } else {
      afterwards();
    }
    if (draft.accepted.isPresent()) {
      Cleanup.of(draft);
    }
    return draft.decision();
  }

  private static boolean isRefused(Observation seen) {
    return seen.status().conditions().stream()
        .anyMatch(
            c ->
                c.type().equals(ConditionType.ACCEPTED.word())
                    && c.status().equals("False")
                    && Long.valueOf(seen.generation()).equals(c.observedGeneration()));
  }

  private boolean isTold(Refusal refusal) {
    return draft.seen.status().conditions().stream()
        .anyMatch(
            c -> c.type().equals(ConditionType.DEGRADED.word()) && Conditions.isAbout(c, refusal));
  }

  private void tell(Refusal refusal) {
    draft.tell(Notice.warning(refusal.kind().word(), refusal.sentence()));
  }

  private void first() {
    if (!draft.acceptance.holds()) {
      draft.be(Phase.PENDING, EventReason.INVALID.word(), draft.acceptance.sentences());
    } else if (draft.suspendWanted()) {
      draft.be(Phase.SUSPENDED, "Suspended", "spec.suspend is true; nothing has been started.");
    } else {
      AttemptStart.begin(draft, "Created");
    }
  }

  /** Between two attempts, or after the last. */
  private void afterwards() {
    switch (draft.phase) {
      case COMPLETE -> afterCompletion();
      case FAILED -> afterFailure();
      case SUSPENDED -> {
        if (!draft.suspendWanted() && draft.acceptance.holds()) {
          beginWhenClear("Resumed");
        }
      }
      default -> {
        if (draft.suspendWanted()) {
          draft.be(Phase.SUSPENDED, "Suspended", "Suspended before the next attempt began.");
        } else {
          nextAttempt();
        }
      }
    }
  }

  private void nextAttempt() {
    Instant retryAt = draft.attempt.retryAt() == null ? now : draft.attempt.retryAt();
    if (retryAt.isAfter(now)) {
      draft.reason = reasonOfEnd();
      draft.wakeAt(retryAt);
    } else {
      beginWhenClear(reasonOfEnd());
    }
  }

  private String reasonOfEnd() {
    return draft.attempts.isEmpty() ? "Resumed" : draft.attempts.get(0).endedBy();
  }

  /**
   * Two attempts at once would fight for nodes; only what is lost with its node is not waited for.
   */
  private void beginWhenClear(String reason) {
    if (AttemptStart.isForbidden(draft)) {
      return;
    }
    List<WorkerView> left =
        draft.seen.workers(draft.attempt.number()).stream()
            .filter(w -> !w.hasEnded() && w.silentSince().isEmpty() && !w.isOverdue(now))
            .toList();
    if (left.isEmpty()) {
      AttemptStart.begin(draft, reason);
    } else {
      draft.reason = reason;
      draft.wakeAt(now.plusSeconds(2));
    }
  }

  private void afterCompletion() {
    if (draft.acceptance.holds() && isExtended() && !draft.suspendWanted()) {
      beginWhenClear("Extended");
    }
  }

  /** Whether the end was moved beyond what is done, as against what the last attempt was told. */
  private boolean isExtended() {
    TrainingSpec wanted = draft.filled().spec().training();
    TrainingSpec before = draft.filledConfig().map(c -> c.spec().training()).orElse(wanted);
    if (wanted.maxSteps() != null) {
      return !wanted.maxSteps().equals(before.maxSteps()) && wanted.maxSteps() > draft.step();
    }
    return before.maxEpochs() == null || wanted.maxEpochs() > before.maxEpochs();
  }

  /**
   * A failed experiment begins anew when something is edited that could matter; all is forgiven.
   */
  private void afterFailure() {
    boolean edited =
        draft.edits().stream()
            .anyMatch(e -> e.effect() == Edit.Effect.ROLLOVER || e.effect() == Edit.Effect.LIVE);
    boolean deadlineRaised =
        EndReason.DEADLINE_EXCEEDED.word().equals(reasonOfEnd())
            && draft.acceptance.holds()
            && !isPastDeadline();
    boolean budgetRaised =
        draft.acceptance.holds()
            && failedBy(EventReason.TOO_MANY_FAILURES.word())
            && draft.budget.failures() <= draft.faultTolerance().maxFailures();
    if ((edited || deadlineRaised || budgetRaised) && !draft.suspendWanted()) {
      BudgetStatus b = draft.budget;
      draft.budget = edited ? new BudgetStatus(0, 0, b.disruptions(), b.left(), draft.step()) : b;
      beginWhenClear("Edited");
    }
  }

  private boolean failedBy(String reason) {
    return draft.seen.status().conditions().stream()
        .anyMatch(c -> c.type().equals(ConditionType.FAILED.word()) && reason.equals(c.reason()));
  }

  private boolean isPastDeadline() {
    Long deadline = draft.lifecycle().activeDeadlineSeconds();
    return deadline != null && draft.trainedSeconds >= deadline;
  }
}
