package dev.byol.operator.decide;

import dev.byol.api.channel.Progress;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.workers.FaultToleranceSpec;
import dev.byol.api.spec.workers.LifecycleSpec;
import dev.byol.api.status.AttemptStatus;
import dev.byol.api.status.BudgetStatus;
import dev.byol.api.status.CheckpointStatus;
import dev.byol.api.status.ConditionStatus;
import dev.byol.api.status.EndedAttempt;
import dev.byol.api.status.EvaluationStatus;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.api.status.Phase;
import dev.byol.api.status.PinnedStatus;
import dev.byol.api.status.ProgressStatus;
import dev.byol.api.status.WorkersStatus;
import dev.byol.operator.model.Names;
import dev.byol.operator.observe.LeaseView;
import dev.byol.operator.observe.Observation;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.State;
import dev.byol.operator.signal.ConditionType;
import dev.byol.operator.validate.Acceptance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A decision in the making: the status as it was, changed by and by, and what is to be done. */
final class Draft {
  final Observation seen;
  final Acceptance acceptance;

  /**
   * What holds: what was written last or, if that cannot be used, what the attempt was made from.
   */
  final Optional<ByolExperiment> accepted;

  Phase phase;
  String message;

  /** One word for the conditions: why the phase is as it is. */
  String reason;

  ProgressStatus progress;
  CheckpointStatus checkpoint;
  EvaluationStatus evaluation;
  AttemptStatus attempt;
  List<EndedAttempt> attempts;
  BudgetStatus budget;
  PinnedStatus pinned;
  long trainedSeconds;
  Instant startTime;
  Instant completionTime;

  private final Optional<ByolExperiment> filled;
  private final List<Edit> edits;
  private final List<Action> actions = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();
  private Optional<Instant> wake = Optional.empty();

  Draft(Observation seen, Acceptance acceptance) {
    this.seen = seen;
    this.acceptance = acceptance;
    accepted = acceptance.holds() ? Optional.of(seen.written()) : seen.config();
    filled = accepted.map(this::filled);
    edits =
        acceptance.holds()
            ? seen.config().map(before -> Edit.between(before, seen.written())).orElse(List.of())
            : List.of();
    ExperimentStatus status = seen.status();
    phase = status.phase() == null ? Phase.PENDING : status.phase();
    message = status.message();
    reason =
        status.conditions().stream()
            .filter(c -> c.type().equals(ConditionType.RUNNING.word()))
            .map(ConditionStatus::reason)
            .findFirst()
            .orElseGet(this::phaseWord);
    progress = status.progress();
    checkpoint = status.checkpoint();
    evaluation = status.evaluation();
    attempt = status.attempt();
    attempts = status.attempts();
    budget = status.budget() == null ? new BudgetStatus(0, 0, 0, 0, 0L) : status.budget();
    pinned = status.pinned();
    trainedSeconds = status.trainedSeconds() == null ? 0 : status.trainedSeconds();
    startTime = status.startTime();
    completionTime = status.completionTime();
  }

  /**
   * What the current attempt waits for that somebody else has to fix: rank 0 or, if it does not,
   * another worker.
   */
  Optional<WaitReport> waiting() {
    if (attempt == null || attempt.endedAt() != null) {
      return Optional.empty();
    }
    return seen.lease()
        .flatMap(LeaseView::progress)
        .filter(told -> told.attempt() == attempt.number())
        .map(Progress::waiting)
        .or(this::waitingOfAnother);
  }

  /** A worker that is gone cannot take back what it told. */
  private Optional<WaitReport> waitingOfAnother() {
    return seen.lease()
        .flatMap(LeaseView::othersWait)
        .filter(told -> told.attempt() == attempt.number())
        .flatMap(
            told ->
                seen.workers(attempt.number()).stream()
                    .filter(worker -> worker.rank() == told.rank())
                    .filter(worker -> worker.state() == State.RUNNING)
                    .findFirst()
                    .map(
                        worker ->
                            new WaitReport(
                                told.waiting().code(),
                                worker.describe() + ": " + told.waiting().message())));
  }

  void act(Action action) {
    actions.add(action);
  }

  void tell(Notice notice) {
    notices.add(notice);
  }

  /** Looks again at {@code when} at the latest. */
  void wakeAt(Instant when) {
    wake = wake.filter(earlier -> earlier.isBefore(when)).or(() -> Optional.of(when));
  }

  void be(Phase newPhase, String newReason, String newMessage) {
    phase = newPhase;
    reason = newReason;
    message = newMessage;
  }

  String phaseWord() {
    return SpecField.word(phase);
  }

  /** The accepted experiment with defaults; only where there is one. */
  ByolExperiment filled() {
    return filled.orElseThrow();
  }

  /** With defaults, what the current attempt was made from, as far as that can be read. */
  Optional<ByolExperiment> filledConfig() {
    return seen.config().map(this::filled);
  }

  /** Laying defaults under an experiment is half of a pass: not twice for the same. */
  private ByolExperiment filled(ByolExperiment experiment) {
    return experiment.spec().equals(seen.written().spec())
        ? acceptance.filled()
        : Defaults.fill(experiment);
  }

  LifecycleSpec lifecycle() {
    return filled().spec().lifecycle();
  }

  FaultToleranceSpec faultTolerance() {
    return filled().spec().faultTolerance();
  }

  /** Suspending works whatever else is wrong with the spec. */
  boolean suspendWanted() {
    return Boolean.TRUE.equals(seen.written().spec().suspend());
  }

  long step() {
    return progress == null || progress.step() == null ? 0 : progress.step();
  }

  /** How the accepted experiment differs from the one that the attempt was made from. */
  List<Edit> edits() {
    return edits;
  }

  /**
   * Whether the experiment was edited just now and nobody knows from what, since somebody has
   * deleted what the attempt was made from.
   */
  boolean isEditedFromUnknown() {
    Long before = seen.status().observedGeneration();
    return acceptance.holds()
        && seen.config().isEmpty()
        && before != null
        && before < seen.generation();
  }

  Decision decision() {
    Optional<Duration> again =
        wake.map(at -> Duration.between(seen.now(), at))
            .map(
                wait -> wait.compareTo(Duration.ofMillis(200)) < 0 ? Duration.ofMillis(200) : wait);
    ExperimentStatus next = status();
    boolean early = seen.now().isBefore(seen.pulse().figuresDue());
    return new Decision(
        early && differInFiguresOnly(seen.status(), next) ? seen.status() : next,
        actions,
        notices,
        again);
  }

  /** Figures may wait, since they come with every heartbeat; all else is written at once. */
  private static boolean differInFiguresOnly(ExperimentStatus before, ExperimentStatus now) {
    return before.progress() != null
        && now.progress() != null
        && now.withProgress(before.progress()).equals(before)
        && Objects.equals(before.progress().maxSteps(), now.progress().maxSteps())
        && Objects.equals(before.progress().message(), now.progress().message());
  }

  private ExperimentStatus status() {
    return new ExperimentStatus(
        seen.generation(),
        phase,
        message,
        Conditions.of(this),
        phase == Phase.RUNNING ? progress : ProgressText.atRest(progress),
        checkpoint,
        evaluation,
        workers(),
        attempt,
        attempts,
        budget(),
        pinned,
        trainedSeconds,
        startTime,
        completionTime);
  }

  private BudgetStatus budget() {
    int most = accepted.isEmpty() ? 0 : faultTolerance().maxFailures();
    return new BudgetStatus(
        budget.failures(),
        budget.inARow(),
        budget.disruptions(),
        Math.max(0, most - budget.failures()),
        budget.sinceStep());
  }

  private WorkersStatus workers() {
    int desired =
        attempt != null && attempt.endedAt() == null
            ? attempt.world()
            : filled.map(f -> f.spec().workers().replicas()).orElse(0);
    List<WorkerView> live =
        attempt == null || attempt.endedAt() != null ? List.of() : seen.workers(attempt.number());
    long ready = live.stream().filter(w -> w.state() == State.RUNNING).count();
    String nodes =
        live.stream()
            .map(w -> w.node().orElse("-"))
            .distinct()
            .limit(8)
            .collect(Collectors.joining(","));
    return new WorkersStatus(
        desired,
        (int) ready,
        ready + "/" + desired,
        Names.selector(seen.owner().name()),
        nodes.isEmpty() ? null : nodes);
  }
}
