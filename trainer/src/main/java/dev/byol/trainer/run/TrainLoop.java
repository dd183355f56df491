package dev.byol.trainer.run;

import dev.byol.api.channel.WorkerPhase;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.byol.StepInput;
import dev.byol.trainer.byol.StepMetrics;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.data.Batch;
import dev.byol.trainer.data.BatchLoader;
import dev.byol.trainer.telemetry.EvaluationRecord;
import dev.byol.trainer.telemetry.Figures;
import dev.byol.trainer.telemetry.StepListener;
import dev.byol.trainer.telemetry.StepRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Step after step until the end or an agreed stop; a checkpoint at the last step either way. */
final class TrainLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainLoop.class);

  /** How long somebody has to fix a store or disk that does not take the last checkpoint. */
  private static final Duration AT_THE_END = Duration.ofHours(1);

  private final ResolvedExperiment experiment;
  private final Collective collective;
  private final TrainStep step;
  private final BatchLoader loader;
  private final Checkpoints checkpoints;
  private final Optional<Evaluator> evaluator;
  private final WorkerTask task;
  private final Clock clock;
  private final Boundary boundary;
  private final StopGrace grace;
  private long total;

  /**
   * How the loop ended.
   *
   * @param done steps done over all resumes
   * @param total steps of the whole run, as it was wanted last
   * @param stopped whether somebody asked for it
   * @param seconds wall time of this process's loop
   */
  record Ending(long done, long total, boolean stopped, double seconds) {
    /** The same, of a run that was asked to stop after its last step. */
    Ending asStopped() {
      return new Ending(done, total, true, seconds);
    }
  }

  TrainLoop(
      ResolvedExperiment experiment,
      Collective collective,
      TrainStep step,
      BatchLoader loader,
      Checkpoints checkpoints,
      Optional<Evaluator> evaluator,
      WorkerTask task,
      StopGrace grace,
      Clock clock) {
    this.experiment = experiment;
    this.collective = collective;
    this.step = step;
    this.loader = loader;
    this.checkpoints = checkpoints;
    this.evaluator = evaluator;
    this.task = task;
    this.clock = clock;
    this.grace = grace;
    this.boundary = new Boundary(collective, task.stop(), task.orders());
    this.total = experiment.training().maxSteps();
  }

  Ending run(long first, StepListener listener) throws IOException, InterruptedException {
    task.board().obeying(0, total, step.scheduleSteps());
    long begun = System.nanoTime();
    boolean stopped = false;
    long done = first;
    long mark = begun;
    while (done < total && !stopped) {
      try (Batch batch = loader.take(done)) {
        StepMetrics metrics = step.prepare(done, input(batch)).vote(collective).commit();
        long now = System.nanoTime();
        listener.onStep(record(done, metrics, (now - mark) * 1e-9, batch.waitedNanos() * 1e-9));
        mark = now;
      }
      if (done == first) {
        sayWhen();
      }
      done++;
      collective.describe("the boundary after step " + (done - 1));
      Agreement agreed =
          boundary.settle(
              done < total && collective.rank() == 0 && checkpoints.due(done),
              checkpoints.partReady());
      if (agreed.supersededBy().isPresent()) {
        throw new SupersededException(
            task.environment().attempt(), agreed.supersededBy().getAsLong());
      }
      obey(agreed.order());
      stopped = agreed.stop();
      if (agreed.save()) {
        listener.onCheckpoint();
      }
      checkpoints.atBoundary(done, agreed);
      long every = experiment.evaluation().everySteps();
      if (done < total && every > 0 && done % every == 0) {
        long at = done;
        evaluator.ifPresent(e -> evaluate(e, at, listener));
        mark = System.nanoTime();
      }
    }
    if (stopped) {
      task.board().phase(WorkerPhase.STOPPING);
    }
    if (done > first) {
      listener.onCheckpoint();
      boolean agreed = stopped;
      checkpoints.saveAndWait(
          done,
          new LastWait(
              AT_THE_END,
              grace,
              () -> agreed || task.isToStop(),
              task.stop()::requestedAt,
              System::nanoTime));
    }
    collective.barrier("end of the run");
    return new Ending(done, total, stopped && done < total, (System.nanoTime() - begun) * 1e-9);
  }

  /** A batch as a step takes it; valid as long as the batch. */
  static StepInput input(Batch batch) {
    return new StepInput(batch.count(), batch.view1(), batch.view2(), batch.labels());
  }

  private void sayWhen() {
    SinceStart.of(task.environment().parent(), clock)
        .ifPresent(
            time ->
                LOG.info("The first step was done {} s after the start.", time.toMillis() / 1e3));
  }

  private static void evaluate(Evaluator e, long done, StepListener listener) {
    long begun = System.nanoTime();
    try {
      Figures now = e.now();
      listener.onEvaluation(new EvaluationRecord(done, now, (System.nanoTime() - begun) * 1e-9));
    } catch (EvaluationStoppedException stop) {
      // All workers settle the stop after the next step.
      LOG.info("{}", stop.getMessage());
    }
  }

  /** Takes on a new length of the run; the schedules' horizon is never before its end. */
  private void obey(Agreement.Order order) {
    if (order.isNone()) {
      return;
    }
    total = order.maxSteps().orElse(total);
    step.reschedule(Math.max(total, order.scheduleSteps().orElse(step.scheduleSteps())));
    if (order.checkpoint()) {
      checkpoints.order();
    }
    task.board().obeying(order.generation(), total, step.scheduleSteps());
  }

  private StepRecord record(long index, StepMetrics metrics, double seconds, double waited) {
    int batch = experiment.training().globalBatch();
    return new StepRecord(
        index,
        total,
        index * batch / experiment.training().trainImages(),
        metrics.regressionLoss(),
        metrics.classifier().map(c -> OptionalDouble.of(c.loss())).orElse(OptionalDouble.empty()),
        metrics.learningRate(),
        metrics.targetDecay(),
        metrics.classifier().map(c -> OptionalDouble.of(c.top1())).orElse(OptionalDouble.empty()),
        OptionalDouble.of(metrics.embeddingStd()),
        batch / seconds,
        Math.min(1, waited / seconds),
        seconds);
  }
}
