package dev.byol.trainer.telemetry;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.channel.EvaluationReport;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.ProgressBuilder;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.channel.WorkerPhase;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a run is, always ready to be told as a {@link Progress}. Written by the run, read by the
 * thread that tells; a write costs nothing worth mentioning.
 */
public final class ProgressBoard implements StepListener {
  /** Weight of the last step in the running mean of the time of a step. */
  private static final double LAST_STEP = 0.1;

  private final long attempt;
  private WorkerPhase phase = WorkerPhase.STARTING;
  private long acknowledged;
  private long stepsDone;
  private long activity;
  private Long maxSteps;
  private Long scheduleSteps;
  private StepRecord last;
  private double secondsPerStep;
  private CheckpointReport checkpoint;
  private EvaluationReport evaluation;
  private String message;
  private WaitReport waiting;
  private Runnable onNews = () -> {};

  /**
   * @param attempt number of the attempt, at least 1
   */
  public ProgressBoard(long attempt) {
    this.attempt = attempt;
  }

  /** Runs {@code reader} at each change that should not wait; it must return at once. */
  public synchronized void onNews(Runnable reader) {
    onNews = reader;
  }

  /** What is known now. */
  public synchronized Progress progress() {
    return ProgressBuilder.builder()
        .attempt(attempt)
        .acknowledged(acknowledged)
        .phase(phase)
        .step(stepsDone)
        .activity(activity)
        .maxSteps(maxSteps)
        .scheduleSteps(scheduleSteps)
        .epoch(last == null ? null : (double) last.epoch())
        .loss(last == null ? null : finite(last.regressionLoss()))
        .learningRate(last == null ? null : finite(last.learningRate()))
        .targetDecay(last == null ? null : finite(last.targetDecay()))
        .top1(last == null ? null : finite(last.top1()))
        .imagesPerSecond(last == null ? null : finite(last.imagesPerSecond()))
        .etaSeconds(eta())
        .embeddingStd(last == null ? null : finite(last.embeddingStd()))
        .checkpoint(checkpoint)
        .message(message)
        .waiting(waiting)
        .build();
  }

  /** The last evaluation, if there was one. */
  public synchronized Optional<EvaluationReport> evaluation() {
    return Optional.ofNullable(evaluation);
  }

  /** Whether there was more than a start: before that there is nothing that a stop could lose. */
  public synchronized boolean hasBegun() {
    return phase != WorkerPhase.STARTING;
  }

  /** Steps done, if any were or a checkpoint was restored. */
  public synchronized Optional<Long> stepsDone() {
    return stepsDone > 0 ? Optional.of(stepsDone) : Optional.empty();
  }

  /** The newest complete checkpoint that is known. */
  public synchronized Optional<CheckpointReport> checkpoint() {
    return Optional.ofNullable(checkpoint);
  }

  @Override
  public synchronized void onStep(StepRecord step) {
    secondsPerStep =
        last == null
            ? step.seconds()
            : secondsPerStep + LAST_STEP * (step.seconds() - secondsPerStep);
    last = step;
    stepsDone = step.done();
    if (phase != WorkerPhase.TRAINING) {
      phase(WorkerPhase.TRAINING);
    }
  }

  @Override
  public synchronized void onEvaluation(EvaluationRecord record) {
    Figures figures = record.figures();
    evaluation =
        new EvaluationReport(
            finite(figures.linear()), finite(figures.knn()), finite(figures.fewLabels()));
  }

  /**
   * Notes the length of the run and the generation of the control that all workers obey.
   *
   * @param generation 0 for the run as it began
   */
  public synchronized void obeying(long generation, long newMaxSteps, long newScheduleSteps) {
    acknowledged = Math.max(acknowledged, generation);
    maxSteps = newMaxSteps;
    scheduleSteps = newScheduleSteps;
    onNews.run();
  }

  /** Notes that a generation of the control needed nothing more than was done. */
  public synchronized void acknowledged(long generation) {
    acknowledged = Math.max(acknowledged, generation);
    onNews.run();
  }

  /** Notes a complete checkpoint; a run that resumes from it has done its steps. */
  public synchronized void checkpointed(CheckpointReport newest) {
    checkpoint = newest;
    stepsDone = Math.max(stepsDone, newest.step());
    onNews.run();
  }

  /** Notes what the run does now. */
  public synchronized void phase(WorkerPhase now) {
    phase = now;
    message = null;
    onNews.run();
  }

  /** Notes that the run evaluates until its next step or phase, and {@code what}, a sentence. */
  public synchronized void evaluating(String what) {
    phase = WorkerPhase.EVALUATING;
    message = what;
    onNews.run();
  }

  /**
   * Notes that something is waited for that somebody else has to fix, as a store that is away or
   * refuses us.
   *
   * @param code {@link ExitCode#STORAGE_UNAVAILABLE} or {@link ExitCode#STORAGE_REFUSED}
   * @param sentence the store's own, with its address
   */
  public synchronized void waiting(ExitCode code, String sentence) {
    WaitReport now = new WaitReport(code, sentence);
    if (!now.equals(waiting)) {
      waiting = now;
      onNews.run();
    }
  }

  /** Notes that it is not waited for any more. */
  public synchronized void waitedEnough() {
    if (waiting != null) {
      waiting = null;
      onNews.run();
    }
  }

  /** Notes a part of an evaluation as done, which tells it from one that hangs. */
  public synchronized void active() {
    activity++;
  }

  @Override
  public void close() {}

  private Long eta() {
    boolean ending = phase == WorkerPhase.STOPPING || phase == WorkerPhase.DONE;
    if (last == null || maxSteps == null || maxSteps <= stepsDone || ending) {
      return null;
    }
    double seconds = secondsPerStep * (maxSteps - stepsDone);
    return Double.isFinite(seconds) ? Math.round(seconds) : null;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Double finite(OptionalDouble value) {
    return value.isPresent() ? finite(value.getAsDouble()) : null;
  }
}
