package dev.byol.operator.decide;

import dev.byol.api.channel.EndReason;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.JobView.Outcome;
import dev.byol.operator.observe.LeaseView;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks after an attempt that has not ended. */
final class Supervision {
  /** What a stalled worker is given to write its stacks before it is ended. */
  private static final Duration DUMP = Duration.ofSeconds(15);

  /**
   * Beyond the grace of the pods: two heartbeats, until the workers have read that they shall end.
   */
  private static final Duration UNTIL_READ = Duration.ofSeconds(20);

  /** Heartbeats that move figures alone make no pass; conditions may change all the same. */
  private static final Duration LONGEST_WITHOUT_A_LOOK = Duration.ofSeconds(60);

  private final Draft draft;
  private final Instant now;
  private final List<WorkerView> workers;
  private final Deadlines deadlines;
  private final Situation situation;

  private Supervision(Draft draft) {
    this.draft = draft;
    this.now = draft.seen.now();
    this.workers = draft.seen.workers(draft.attempt.number());
    this.deadlines = new Deadlines(draft);
    this.situation = new Situation(draft);
  }

  static void of(Draft draft) {
    new Supervision(draft).supervise();
  }

  private void supervise() {
    draft.wakeAt(now.plus(LONGEST_WITHOUT_A_LOOK));
    Optional<JobView> job = draft.seen.job(draft.attempt.number());
    if (job.isEmpty() && draft.attempt.jobUid() == null) {
      start();
      return;
    }
    job.ifPresent(j -> draft.attempt = draft.attempt.created(j.uid(), j.config()));
    if (job.filter(j -> j.admission() == Admission.HELD).isPresent()) {
      rest();
    } else {
      draft
          .seen
          .lease()
          .flatMap(LeaseView::progress)
          .ifPresent(progress -> Reports.absorb(draft, progress));
    }
    var nodeLostAfter = Duration.ofSeconds(draft.faultTolerance().nodeLostForceDeleteSeconds());
    Optional<Ending> ending = EndingFinder.of(draft.seen, draft.attempt, nodeLostAfter);
    if (ending.isPresent()) {
      AttemptEnd.of(draft, ending.get());
      return;
    }
    schedule();
    boolean held = job.filter(j -> j.admission() == Admission.HELD).isPresent();
    if (draft.attempt.stopReason() == null && !held) {
      Optional<Ending> stuck = new StuckPods(draft).ending();
      if (stuck.isPresent()) {
        AttemptEnd.of(draft, stuck.get());
        return;
      }
    }
    if (draft.attempt.stopReason() == null) {
      stopReason().ifPresent(this::stop);
    }
    if (draft.attempt.stopReason() != null) {
      seeOut(job);
    } else {
      situation.describe(job.orElseThrow());
      ExternalWaits.tell(draft);
      Restoration.of(draft, job.orElseThrow());
    }
    Controls.write(draft);
    lookAgain();
  }

  private void start() {
    if (draft.suspendWanted()) {
      AttemptEnd.of(draft, Ending.of(EndReason.SUSPENDED, EndReason.SUSPENDED.remedy()));
      return;
    }
    if (AttemptStart.isForbidden(draft)) {
      return;
    }
    AttemptStart.plan(draft, draft.attempt.number(), draft.attempt.reason());
    String begun = "Attempt " + draft.attempt.number() + " ";
    draft.be(
        Phase.QUEUED,
        draft.seen.refusal().map(r -> r.kind().word()).orElse(draft.attempt.reason()),
        draft
            .seen
            .refusal()
            .map(r -> begun + "cannot be started: " + r.sentence())
            .orElse(draft.message == null ? begun + "is being started." : draft.message));
  }

  /** The queue has taken the pods away: waiting for it is neither training nor a stall. */
  private void rest() {
    if (draft.attempt.runningAt() != null) {
      draft.trainedSeconds = deadlines.trained();
      draft.attempt = draft.attempt.running(null, draft.step()).scheduled(null).ready(null);
    }
  }

  private void schedule() {
    boolean complete = workers.size() >= draft.attempt.world();
    boolean scheduled =
        complete && workers.stream().allMatch(worker -> worker.state() != State.UNSCHEDULED);
    boolean ready = complete && workers.stream().noneMatch(WorkerView::hasNotStarted);
    if (scheduled && draft.attempt.scheduledAt() == null) {
      draft.attempt = draft.attempt.scheduled(now);
    } else if (!scheduled && draft.attempt.runningAt() == null) {
      draft.attempt = draft.attempt.scheduled(null);
    }
    if (ready && draft.attempt.readyAt() == null) {
      draft.attempt = draft.attempt.ready(now);
    } else if (!ready && draft.attempt.runningAt() == null) {
      draft.attempt = draft.attempt.ready(null);
    }
  }

  private Optional<EndReason> stopReason() {
    if (draft.suspendWanted()) {
      return Optional.of(EndReason.SUSPENDED);
    }
    if (deadlines.isTrainingOver()) {
      return Optional.of(EndReason.DEADLINE_EXCEEDED);
    }
    List<Edit> edits = rollovers();
    if (!edits.isEmpty()) {
      draft.tell(Notice.normal("SpecChanged", "Edited: " + Edit.describe(edits) + "."));
      boolean nonceOnly = edits.stream().allMatch(edit -> edit.path().equals(Edit.NONCE));
      return Optional.of(nonceOnly ? EndReason.RESTART_REQUESTED : EndReason.SPEC_CHANGED);
    }
    if (draft.isEditedFromUnknown()) {
      draft.tell(
          Notice.normal(
              "SpecChanged",
              "Edited; what has changed is not known, since ConfigMap %s was deleted."
                  .formatted(draft.attempt.config())));
      return Optional.of(EndReason.SPEC_CHANGED);
    }
    if (deadlines.isStartupOver()) {
      draft.tell(Notice.warning("StartupTimeout", situation.startupTrouble()));
      return Optional.of(EndReason.STARTUP_TIMEOUT);
    }
    return deadlines.isStalled() ? Optional.of(EndReason.STALLED) : Optional.empty();
  }

  private List<Edit> rollovers() {
    return draft.edits().stream().filter(e -> e.effect() == Edit.Effect.ROLLOVER).toList();
  }

  private void stop(EndReason reason) {
    draft.attempt = draft.attempt.stopping(reason.word(), now);
    if (reason == EndReason.STALLED) {
      draft.tell(Notice.warning(reason.word(), reason.remedy()));
    }
  }

  /** From being asked to end to the end: nicely at first, then by deleting the Job. */
  private void seeOut(Optional<JobView> job) {
    EndReason reason = EndReason.of(draft.attempt.stopReason());
    draft.be(Phase.STOPPING, reason.word(), stopping(reason));
    boolean hasStateToSave = draft.attempt.runningAt() != null;
    Duration patience =
        switch (reason) {
          case STALLED -> DUMP;
          case STARTUP_TIMEOUT -> Duration.ZERO;
          default ->
              hasStateToSave
                  ? Duration.ofSeconds(
                          draft.filled().spec().workers().terminationGracePeriodSeconds())
                      .plus(UNTIL_READ)
                  : Duration.ZERO;
        };
    Instant end = draft.attempt.stopAt().plus(patience);
    boolean held = job.filter(j -> j.admission() == Admission.HELD).isPresent();
    if (job.isEmpty() || job.get().outcome() == Outcome.GOING) {
      return;
    }
    if (held || !end.isAfter(now)) {
      draft.act(new Action.DeleteJob(job.get().name(), job.get().uid()));
    } else {
      draft.wakeAt(end);
    }
  }

  private String stopping(EndReason reason) {
    String why = reason == EndReason.STARTUP_TIMEOUT ? situation.startupTrouble() : reason.remedy();
    return "Attempt " + draft.attempt.number() + " is asked to save and end. " + why;
  }

  private void lookAgain() {
    if (draft.attempt.stopReason() == null) {
      deadlines.lookAgain();
    }
    for (WorkerView worker : workers) {
      worker.heldUpFrom().filter(now::isBefore).ifPresent(at -> draft.wakeAt(at.plusSeconds(1)));
      if (worker.hasEnded() || worker.deletedAt().isPresent() || worker.silentSince().isPresent()) {
        draft.wakeAt(now.plusSeconds(2));
      }
    }
  }
}
