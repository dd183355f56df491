package dev.byol.operator.decide;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.TrainingSpec;
import dev.byol.api.status.BudgetStatus;
import dev.byol.api.status.Phase;
import dev.byol.api.status.PinnedStatus;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.JobView.Outcome;
import dev.byol.operator.observe.LeaseView;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks after an attempt that has not ended. */
final class Supervision {
  /** What a stalled worker is given to write its stacks before it is ended. */
  private static final Duration DUMP = Duration.ofSeconds(15);

  /**
   * Beyond the grace of the pods: two heartbeats, until the workers have read that they shall end.
   */
  private static final Duration UNTIL_READ = Duration.ofSeconds(20);

  private final Draft draft;
  private final Instant now;
  private final Duration nodeLostAfter;

  private Supervision(Draft draft) {
    this.draft = draft;
    this.now = draft.seen.now();
    this.nodeLostAfter = Duration.ofSeconds(draft.faultTolerance().nodeLostForceDeleteSeconds());
  }

  static void of(Draft draft) {
    new Supervision(draft).supervise();
  }

  private void supervise() {
    Optional<JobView> job = draft.seen.job(draft.attempt.number());
    if (job.isEmpty() && draft.attempt.jobUid() == null) {
      start();
      return;
    }
    job.ifPresent(j -> draft.attempt = draft.attempt.created(j.uid(), j.config()));
    List<WorkerView> workers = draft.seen.workers(draft.attempt.number());
    if (job.filter(j -> j.admission() == Admission.HELD).isPresent()) {
      rest();
    } else {
      draft.seen.lease().flatMap(LeaseView::progress).ifPresent(this::absorb);
    }
    Optional<Ending> ending = Endings.of(draft.seen, draft.attempt, nodeLostAfter);
    if (ending.isPresent()) {
      Aftermath.of(draft, ending.get());
      return;
    }
    schedule(workers);
    if (draft.attempt.stopReason() == null) {
      stopReason(workers).ifPresent(this::stop);
    }
    if (draft.attempt.stopReason() != null) {
      seeOut(job, workers);
    } else {
      describe(job.orElseThrow(), workers);
    }
    control();
    lookAgain(workers);
  }

  private void start() {
    if (draft.suspendWanted()) {
      Aftermath.of(draft, Ending.of(EndReason.SUSPENDED, EndReason.SUSPENDED.remedy()));
      return;
    }
    Beginnings.plan(draft, draft.attempt.number(), draft.attempt.reason());
    String error =
        draft
            .seen
            .lastError()
            .map(e -> "Attempt " + draft.attempt.number() + " cannot be started: " + e)
            .orElse(draft.message);
    draft.be(
        Phase.QUEUED,
        draft.seen.lastError().isPresent() ? "CreationRefused" : draft.attempt.reason(),
        error);
  }

  /** The queue has taken the pods away: waiting for it is neither training nor a stall. */
  private void rest() {
    if (draft.attempt.runningAt() != null) {
      draft.trainedSeconds = trained();
      draft.attempt = draft.attempt.running(null, draft.step()).scheduled(null);
    }
  }

  /** Takes over what rank 0 reports; an older attempt's report says nothing about this one. */
  private void absorb(Progress progress) {
    if (progress.attempt() != draft.attempt.number()) {
      return;
    }
    boolean begins = draft.attempt.runningAt() == null && progress.phase() != WorkerPhase.STARTING;
    boolean moved = draft.progress == null || progress.step() != draft.step();
    Instant lastStep =
        begins || moved || draft.progress.lastStepTime() == null
            ? now
            : draft.progress.lastStepTime();
    if (begins) {
      draft.attempt = draft.attempt.running(now, progress.step());
      draft.tell(
          Notice.normal(
              "TrainingStarted",
              "Attempt " + progress.attempt() + " trains from step " + progress.step() + "."));
    }
    if (progress.phase() != WorkerPhase.STARTING) {
      draft.progress = Figures.progress(progress, lastStep);
    }
    if (progress.checkpoint() != null) {
      draft.checkpoint = Figures.checkpoint(progress.checkpoint());
    }
    if (progress.scheduleSteps() != null) {
      pin(progress.scheduleSteps());
    }
    forgive();
  }

  private void pin(long scheduleSteps) {
    long before =
        draft.pinned == null || draft.pinned.scheduleSteps() == null
            ? scheduleSteps
            : draft.pinned.scheduleSteps();
    Double epochs =
        draft.seen.config().map(c -> Defaults.fill(c).spec().training().maxEpochs()).orElse(null);
    draft.pinned = new PinnedStatus(scheduleSteps, epochs);
    if (before != scheduleSteps) {
      draft.tell(
          Notice.normal(
              "ScheduleRestretched",
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

  private void schedule(List<WorkerView> workers) {
    boolean all =
        workers.size() >= draft.attempt.world()
            && workers.stream().allMatch(worker -> worker.state() != State.UNSCHEDULED);
    if (all && draft.attempt.scheduledAt() == null) {
      draft.attempt = draft.attempt.scheduled(now);
    } else if (!all && draft.attempt.scheduledAt() != null && draft.attempt.runningAt() == null) {
      draft.attempt = draft.attempt.scheduled(null);
    }
  }

  private Optional<EndReason> stopReason(List<WorkerView> workers) {
    if (draft.suspendWanted()) {
      return Optional.of(EndReason.SUSPENDED);
    }
    Long deadline = draft.lifecycle().activeDeadlineSeconds();
    if (deadline != null && trained() >= deadline) {
      return Optional.of(EndReason.DEADLINE_EXCEEDED);
    }
    List<Edit> edits = rollovers();
    if (!edits.isEmpty()) {
      draft.tell(Notice.normal("SpecChanged", "Edited: " + Edit.describe(edits) + "."));
      boolean nonceOnly = edits.stream().allMatch(edit -> edit.path().equals(Edit.NONCE));
      return Optional.of(nonceOnly ? EndReason.RESTART_REQUESTED : EndReason.SPEC_CHANGED);
    }
    if (isOver(startupEnd())) {
      draft.tell(Notice.warning("StartupTimeout", startupTrouble(workers)));
      return Optional.of(EndReason.STARTUP_TIMEOUT);
    }
    return isOver(stepsEnd()) ? Optional.of(EndReason.STALLED) : Optional.empty();
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
  private void seeOut(Optional<JobView> job, List<WorkerView> workers) {
    EndReason reason = EndReason.of(draft.attempt.stopReason());
    draft.be(Phase.STOPPING, reason.word(), stopping(reason, workers));
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
      draft.act(new Action.DeleteJob(job.get().name()));
    } else {
      draft.wakeAt(end);
    }
  }

  private String stopping(EndReason reason, List<WorkerView> workers) {
    String why = reason == EndReason.STARTUP_TIMEOUT ? startupTrouble(workers) : reason.remedy();
    return "Attempt " + draft.attempt.number() + " is asked to save and end. " + why;
  }

  private void describe(JobView job, List<WorkerView> workers) {
    if (job.admission() == Admission.HELD) {
      String queue = draft.filled().spec().scheduling().queue();
      draft.be(
          Phase.QUEUED,
          "HeldByQueue",
          queue == null
              ? "Job "
                  + job.name()
                  + " is suspended by somebody else; set its spec.suspend to false."
              : "Waiting for queue " + queue + " to admit Job " + job.name() + ".");
    } else if (draft.attempt.runningAt() != null) {
      draft.be(Phase.RUNNING, "Training", running());
    } else if (draft.seen.podRefusal().isPresent()) {
      boolean before = "PodsRefused".equals(reasonBefore("Scheduled"));
      String why = "Pods cannot be created: " + draft.seen.podRefusal().get();
      draft.be(Phase.QUEUED, "PodsRefused", why);
      if (!before) {
        draft.tell(Notice.warning("PodsRefused", why));
      }
    } else if (draft.attempt.scheduledAt() == null) {
      draft.be(Phase.QUEUED, "Unscheduled", trouble(workers).orElse("Waiting for nodes."));
    } else {
      starting(workers);
    }
  }

  private void starting(List<WorkerView> workers) {
    Optional<String> trouble = trouble(workers);
    boolean before = "ContainersWait".equals(reasonBefore("Running"));
    draft.be(
        Phase.STARTING,
        trouble.isPresent() ? "ContainersWait" : "Starting",
        trouble.orElse("The workers start, meet and load the last checkpoint."));
    if (trouble.isPresent() && !before) {
      draft.tell(Notice.warning("ContainersWait", trouble.get()));
    }
  }

  private String reasonBefore(String condition) {
    return draft.seen.status().conditions().stream()
        .filter(c -> c.type().equals(condition))
        .map(c -> c.reason())
        .findFirst()
        .orElse("");
  }

  private String running() {
    String said = draft.progress == null ? null : draft.progress.message();
    String invalid =
        draft.acceptance.holds()
            ? ""
            : " The last edit cannot be used, training goes on as before: "
                + draft.acceptance.sentences();
    return (said == null ? "Training." : said) + invalid;
  }

  /** What keeps workers from running, of the first of them. */
  private Optional<String> trouble(List<WorkerView> workers) {
    return workers.stream()
        .filter(worker -> worker.trouble().isPresent() && worker.state() != State.RUNNING)
        .findFirst()
        .map(worker -> worker.describe() + " waits: " + worker.trouble().get() + remedy(worker));
  }

  private static String remedy(WorkerView worker) {
    String trouble = worker.trouble().orElse("");
    if (trouble.contains("Image")) {
      return " Check spec.workers.image and spec.workers.imagePullSecrets.";
    }
    return trouble.startsWith("CreateContainerConfigError")
        ? " Check the Secrets and ConfigMaps that spec.workers names."
        : "";
  }

  private String startupTrouble(List<WorkerView> workers) {
    String missing =
        workers.stream()
            .filter(worker -> worker.state() != State.RUNNING)
            .map(
                worker ->
                    worker.describe() + worker.trouble().map(trouble -> ": " + trouble).orElse(""))
            .collect(Collectors.joining("; "));
    return "No step within %d seconds of all workers having a node; %s."
        .formatted(
            draft.faultTolerance().startupTimeoutSeconds(),
            missing.isEmpty()
                ? "all of them run, so look at their logs"
                : "these do not run: " + missing);
  }

  /** Tells the workers what holds now, if they were told something else. */
  private void control() {
    Optional<Control> told = draft.seen.lease().flatMap(LeaseView::control);
    Control wanted = wanted(told);
    if (told.isEmpty() || !sameCommand(told.get(), wanted)) {
      draft.act(new Action.WriteControl(wanted));
    }
  }

  private Control wanted(Optional<Control> told) {
    String stop = draft.attempt.stopReason();
    Control.Action action =
        stop == null
            ? Control.Action.RUN
            : stop.equals(EndReason.STALLED.word()) ? Control.Action.DUMP : Control.Action.STOP;
    Long maxSteps = null;
    Long scheduleSteps = null;
    if (draft.edits().stream().anyMatch(edit -> edit.effect() == Edit.Effect.LIVE)) {
      TrainingSpec training = draft.filled().spec().training();
      maxSteps = training.maxSteps();
      scheduleSteps = Beginnings.scheduleSteps(draft, training).orElse(null);
    } else if (!draft.acceptance.holds() && told.isPresent()) {
      maxSteps = told.get().maxSteps();
      scheduleSteps = told.get().scheduleSteps();
    }
    return new Control(
        draft.attempt.number(), Beginnings.nextGeneration(draft), action, maxSteps, scheduleSteps);
  }

  private static boolean sameCommand(Control a, Control b) {
    return a.attempt() == b.attempt()
        && a.action() == b.action()
        && Objects.equals(a.maxSteps(), b.maxSteps())
        && Objects.equals(a.scheduleSteps(), b.scheduleSteps());
  }

  private void lookAgain(List<WorkerView> workers) {
    if (draft.attempt.stopReason() == null) {
      startupEnd().ifPresent(draft::wakeAt);
      stepsEnd().ifPresent(draft::wakeAt);
      Long deadline = draft.lifecycle().activeDeadlineSeconds();
      if (deadline != null && draft.attempt.runningAt() != null) {
        draft.wakeAt(now.plusSeconds(Math.max(1, deadline - trained())));
      }
    }
    for (WorkerView worker : workers) {
      if (worker.hasEnded() || worker.deletedAt().isPresent() || worker.silentSince().isPresent()) {
        draft.wakeAt(now.plusSeconds(2));
      }
    }
  }

  private long trained() {
    return draft.trainedSeconds
        + (draft.attempt.runningAt() == null
            ? 0
            : Duration.between(draft.attempt.runningAt(), now).toSeconds());
  }

  private Optional<Instant> startupEnd() {
    return draft.attempt.scheduledAt() == null || draft.attempt.runningAt() != null
        ? Optional.empty()
        : Optional.of(
            later(draft.attempt.scheduledAt(), draft.seen.watchingSince())
                .plusSeconds(draft.faultTolerance().startupTimeoutSeconds()));
  }

  private Optional<Instant> stepsEnd() {
    if (draft.attempt.runningAt() == null) {
      return Optional.empty();
    }
    Instant last =
        draft.progress == null || draft.progress.lastStepTime() == null
            ? draft.attempt.runningAt()
            : draft.progress.lastStepTime();
    return Optional.of(
        later(last, draft.seen.watchingSince())
            .plusSeconds(draft.faultTolerance().progressTimeoutSeconds()));
  }

  private boolean isOver(Optional<Instant> end) {
    return end.filter(at -> !at.isAfter(now)).isPresent();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
