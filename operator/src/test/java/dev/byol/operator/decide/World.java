package dev.byol.operator.decide;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.channel.Control;
import dev.byol.api.channel.EvaluationReport;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.LastWords;
import dev.byol.api.channel.ProgressBuilder;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.api.channel.WorkerWait;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.status.ConditionStatus;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.Experiments;
import dev.byol.operator.model.Names;
import dev.byol.operator.observe.ConfigView;
import dev.byol.operator.observe.HeartbeatHistory;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.JobView.Outcome;
import dev.byol.operator.observe.LeaseView;
import dev.byol.operator.observe.Observation;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.Exit;
import dev.byol.operator.observe.WorkerView.State;
import dev.byol.operator.policy.Policy;
import dev.byol.operator.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An experiment in a cluster of values: the operator's passes, and what tests let happen. */
final class World extends FakeCluster {
  static final String YAML =
      """
      apiVersion: byol.dev/v1alpha1
      kind: ByolExperiment
      metadata: {name: photos, namespace: vision}
      spec:
        training: {globalBatch: 64, maxSteps: 300}
        network: {encoder: TinyResNet}
        learningRate: {base: 1.0}
        data: {uri: /data/train.tar}
        checkpoint: {uri: /data/runs/photos}
        workers:
          replicas: 2
          volumes: [{name: data, mountPath: /data, claimName: pictures}]
      """;

  Instant watchingSince = now;
  int recentFailures = 0;

  /** Whether rank 0 renews the Lease; else it was heard when the pulse says. */
  boolean beats = true;

  HeartbeatHistory pulse = new HeartbeatHistory(Optional.empty(), Optional.empty(), Instant.EPOCH);
  ExperimentStatus status = ExperimentStatus.none();
  Optional<String> podRefusal = Optional.empty();

  /** Why nothing that is decided happens. */
  Optional<Refusal> refusal = Optional.empty();

  Optional<String> operatorImage = Optional.of("trainer:1");
  Policy policy = Policy.permissive();
  final List<Notice> told = new ArrayList<>();

  private final List<String> settings = new ArrayList<>();
  private ByolExperiment written = read();
  private long generation = 1;

  /** Edits the experiment, as kubectl patch does. */
  World edit(String... edits) {
    settings.addAll(List.of(edits));
    written = read();
    generation++;
    return this;
  }

  /** Takes back an edit that was refused. */
  void forgetLastEdit() {
    settings.remove(settings.size() - 1);
  }

  private ByolExperiment read() {
    return Experiments.written(YAML, settings.toArray(String[]::new));
  }

  /** Writes an experiment that the strict reader would refuse. */
  World write(ByolExperiment experiment) {
    written = experiment;
    generation++;
    return this;
  }

  ByolExperiment written() {
    return written;
  }

  World pass(Duration later) {
    now = now.plus(later);
    pass();
    return this;
  }

  /** One pass of the operator, done to the end. */
  Decision pass() {
    jobControllerActs();
    Decision decision = Decider.decide(observation());
    status = decision.status();
    List<Action> done = refusal.isPresent() ? List.of() : decision.actions();
    done.forEach(this::happen);
    decision.notices().stream().filter(notice -> notice.holdsAfter(done)).forEach(told::add);
    return decision;
  }

  /** One pass of an operator that dies after having written the status. */
  void passThatDies() {
    status = Decider.decide(observation()).status();
  }

  /** Passes until nothing changes any more. */
  World settle() {
    for (int i = 0; i < 20; i++) {
      ExperimentStatus before = status;
      Decision decision = pass();
      // Nobody looks again after a mere change of the status, unless that was asked for.
      boolean nothingHappens =
          decision.actions().stream().allMatch(action -> action instanceof Action.Restore);
      boolean nobodyLooksAgain = nothingHappens && decision.again().isEmpty();
      if (nothingHappens && status.equals(before) || nobodyLooksAgain) {
        return this;
      }
    }
    throw new AssertionError("does not come to rest: " + status);
  }

  Observation observation() {
    Optional<ByolExperiment> config =
        status.attempt() == null
            ? Optional.empty()
            : Optional.ofNullable(
                configs.get(
                    Optional.ofNullable(jobs.get(status.attempt().number()))
                        .map(JobView::config)
                        .orElse(status.attempt().config())));
    return new Observation(
        OWNER,
        generation,
        written,
        status,
        List.copyOf(jobs.values()),
        List.copyOf(pods.values()),
        Names.shared(OWNER),
        lease,
        config,
        configs.keySet().stream().map(name -> new ConfigView(name, "config-" + name)).toList(),
        podRefusal,
        refusal,
        operatorImage,
        policy,
        watchingSince,
        beats ? new HeartbeatHistory(Optional.of(now), pulse.movedAt(), pulse.figuresDue()) : pulse,
        recentFailures,
        now);
  }

  /** All pods of the current attempt get a node and run. */
  World podsRun() {
    return eachPod(pod -> changed(pod, State.RUNNING, Optional.empty(), Optional.empty()));
  }

  World eachPod(UnaryOperator<WorkerView> change) {
    for (WorkerView pod : List.copyOf(pods.values())) {
      if (pod.attempt() == status.attempt().number()) {
        put(change.apply(pod));
      }
    }
    return this;
  }

  /** Rank 0 reports a step. */
  World trainsTo(long step) {
    return reports(
        step, new CheckpointReport(step / 100 * 100, "/data/runs/photos/" + step, now, 1000L));
  }

  World reports(long step, CheckpointReport checkpoint) {
    return reports(WorkerPhase.TRAINING, step, 0, checkpoint, null);
  }

  /** Rank 0 reports an evaluation after a step, of which {@code activity} parts are done. */
  World evaluates(long step, long activity) {
    return reports(WorkerPhase.EVALUATING, step, activity, null, "Evaluating the encoder.");
  }

  /** Rank 0 reports what it waits for; {@code null}: nothing any more. */
  World waitsFor(WaitReport waiting) {
    LeaseView told = lease.orElseThrow();
    boolean waited = told.progress().filter(progress -> progress.waiting() != null).isPresent();
    if (waited != (waiting != null)) {
      pulse = new HeartbeatHistory(pulse.heardAt(), Optional.of(now), pulse.figuresDue());
    }
    lease =
        Optional.of(
            new LeaseView(
                told.name(),
                told.uid(),
                told.control(),
                told.progress().map(progress -> progress.withWaiting(waiting)),
                told.othersWait(),
                Optional.of(now.toString())));
    return this;
  }

  /** Another rank reports what it waits for; {@code null}: nothing any more. */
  World anotherWaitsFor(WorkerWait wait) {
    LeaseView told = lease.orElseThrow();
    pulse = new HeartbeatHistory(pulse.heardAt(), Optional.of(now), pulse.figuresDue());
    othersWait = Optional.ofNullable(wait);
    lease = Optional.of(leaseView(told.control(), told.progress(), told.renewed()));
    return this;
  }

  private World reports(
      WorkerPhase phase, long step, long activity, CheckpointReport checkpoint, String message) {
    Optional<Control> control = lease.flatMap(LeaseView::control);
    long maxSteps =
        control
            .map(Control::maxSteps)
            .orElse(Optional.ofNullable(written.spec().training().maxSteps()).orElse(600L));
    long schedule = control.map(Control::scheduleSteps).orElse(Math.max(maxSteps, pinned()));
    var progress =
        ProgressBuilder.builder()
            .attempt(status.attempt().number())
            .acknowledged(control.map(Control::generation).orElse(0L))
            .phase(phase)
            .step(step)
            .activity(activity)
            .maxSteps(maxSteps)
            .scheduleSteps(schedule)
            .epoch(1.5)
            .loss(0.4123)
            .learningRate(0.21)
            .targetDecay(0.996)
            .top1(0.42)
            .imagesPerSecond(880.0)
            .etaSeconds(120L)
            .embeddingStd(0.9)
            .checkpoint(checkpoint)
            .message(message)
            .build();
    lease = Optional.of(leaseView(control, Optional.of(progress), Optional.of(now.toString())));
    return this;
  }

  private long pinned() {
    return status.pinned() == null ? 0 : status.pinned().scheduleSteps();
  }

  /** From an experiment that was applied to one that trains. */
  World running(long step) {
    settle();
    podsRun();
    settle();
    trainsTo(step);
    return settle();
  }

  World ends(int rank, ExitCode code, String message) {
    return ends(rank, code.status(), "Error", words(rank, code, message, null).json());
  }

  LastWords words(int rank, ExitCode code, String message, EvaluationReport evaluation) {
    return new LastWords(
        code,
        rank,
        status.attempt().number(),
        status.progress() == null ? null : status.progress().step(),
        null,
        message,
        null,
        evaluation);
  }

  World ends(int rank, int exit, String reason, String message) {
    String name = pod(rank);
    put(
        changed(
            pods.get(name),
            State.ENDED,
            Optional.empty(),
            Optional.of(new Exit(exit, reason, message, now))));
    return this;
  }

  /** All workers end well. */
  World completes(EvaluationReport evaluation) {
    ends(0, 0, "Completed", words(0, ExitCode.DONE, null, evaluation).json());
    for (int rank = 1; rank < status.attempt().world(); rank++) {
      ends(rank, 0, "Completed", "");
    }
    return job(Outcome.COMPLETE, Admission.ADMITTED);
  }

  /** All workers save and end, as they do when they are told to. */
  World stops() {
    for (int rank = 0; rank < status.attempt().world(); rank++) {
      ends(rank, ExitCode.STOPPED, null);
    }
    return job(Outcome.FAILED, Admission.ADMITTED);
  }

  World job(Outcome outcome, Admission admission) {
    jobs.computeIfPresent(
        status.attempt().number(),
        (n, j) -> j.with().outcome(outcome).admission(admission).message("").build());
    return this;
  }

  String pod(int rank) {
    return "photos-a" + status.attempt().number() + "-" + rank;
  }

  Control.Action toldLast() {
    return lease.flatMap(LeaseView::control).orElseThrow().action();
  }

  Control control() {
    return lease.flatMap(LeaseView::control).orElseThrow();
  }

  ConditionStatus condition(String type) {
    return status.conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  List<String> reasonsTold() {
    return told.stream().map(Notice::reason).toList();
  }
}
