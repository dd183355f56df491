package dev.byol.operator.decide;

import dev.byol.api.channel.Progress;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.api.status.BudgetStatus;
import dev.byol.api.status.PinnedStatus;
import dev.byol.operator.signal.EventReason;
import java.time.Instant;
import java.util.Objects;

/** Takes over what rank 0 reports: progress, checkpoint, the pinned schedule, forgiven failures. */
final class Reports {
  private final Draft draft;
  private final Instant now;

  private Reports(Draft draft) {
    this.draft = draft;
    this.now = draft.seen.now();
  }

  /** An older attempt's report says nothing about this one. */
  static void absorb(Draft draft, Progress progress) {
    if (progress.attempt() == draft.attempt.number()) {
      new Reports(draft).absorb(progress);
    }
  }

  private void absorb(Progress progress) {
    boolean begins = draft.attempt.runningAt() == null && progress.phase() != WorkerPhase.STARTING;
    Instant lastStep = begins ? now : lastStepTime(progress);
    if (begins) {
      draft.attempt = draft.attempt.running(now, progress.step());
      draft.tell(
          Notice.of(
              EventReason.TRAINING_STARTED,
              "Attempt " + progress.attempt() + " trains from step " + progress.step() + "."));
    }
    if (progress.phase() != WorkerPhase.STARTING) {
      draft.progress = ProgressText.progress(progress, lastStep);
    }
    if (progress.checkpoint() != null) {
      draft.checkpoint = ProgressText.checkpoint(progress.checkpoint());
    }
    if (progress.scheduleSteps() != null) {
      pin(progress.scheduleSteps());
    }
    forgive();
  }

  /** What is in the status may be older than what was heard. */
  private Instant lastStepTime(Progress progress) {
    if (draft.progress == null || draft.progress.lastStepTime() == null) {
      return now;
    }
    Instant before = draft.progress.lastStepTime();
    boolean moved =
        progress.step() != draft.step()
            || !Objects.equals(progress.activity(), draft.progress.activity());
    return draft
        .seen
        .pulse()
        .movedAt()
        .filter(at -> at.isAfter(before))
        .orElse(moved ? now : before);
  }

  private void pin(long scheduleSteps) {
    long before =
        draft.pinned == null || draft.pinned.scheduleSteps() == null
            ? scheduleSteps
            : draft.pinned.scheduleSteps();
    Double epochs = draft.filledConfig().map(c -> c.spec().training().maxEpochs()).orElse(null);
    draft.pinned = new PinnedStatus(scheduleSteps, epochs);
    if (before != scheduleSteps) {
      draft.tell(
          Notice.of(
              EventReason.SCHEDULE_RESTRETCHED,
              "The cosines of learning rate and target decay now end at step %d instead of %d."
                  .formatted(scheduleSteps, before)));
    }
  }

  /** A failure is forgiven for every so many new steps. */
  private void forgive() {
    BudgetStatus b = draft.budget;
    long gained = draft.step() - b.sinceStep();
    if (gained <= 0) {
      return;
    }
    long each = draft.faultTolerance().refillEverySteps();
    int forgiven = (int) Math.min(b.failures(), gained / each);
    if (forgiven > 0 || b.inARow() > 0) {
      draft.budget =
          new BudgetStatus(
              b.failures() - forgiven,
              0,
              b.disruptions(),
              b.left(),
              b.sinceStep() + forgiven * each);
    }
  }
}
