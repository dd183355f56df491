package dev.byol.trainer.run;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.StorageSpec;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.checkpoint.OtherNetworkException;
import dev.byol.trainer.checkpoint.Pace;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.config.HostShare;
import dev.byol.trainer.data.Batch;
import dev.byol.trainer.data.BatchLoader;
import dev.byol.trainer.data.LoaderSettings;
import dev.byol.trainer.data.Shares;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.memory.HeapNeed;
import dev.byol.trainer.memory.Heaps;
import dev.byol.trainer.memory.WorkerMemory;
import dev.byol.trainer.storage.Waits;
import dev.byol.trainer.telemetry.StepListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's part in a generation: restores, trains, evaluates, sums up. Every rank holds the
 * same state; rank 0 alone commits checkpoints, evaluates and reports.
 */
final class GenerationRun {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationRun.class);
  static final int EVALUATED_AT_A_TIME = 32;

  /** Longer than a store that is away is waited for. */
  private static final Duration LONGEST_BATCH = Duration.ofMinutes(15);

  private final WorkerTask task;
  private final ResolvedExperiment experiment;
  private final Storage storage;
  private final Splits splits;
  private final List<String> account;
  private final Collective collective;
  private final Waits waits;
  private final Consumer<String> out;
  private final Clock clock;
  private final HostShare host;
  private final StopGrace grace;
  private final LoaderSettings loading;
  private final ByolNetwork network;
  private final Optional<EvaluationPlan> plan;

  /**
   * Storage, splits and collective belong to the caller.
   *
   * @param account what lies where the pictures are, lines to show before the first step
   */
  GenerationRun(
      WorkerTask task,
      ResolvedExperiment experiment,
      Storage storage,
      Splits splits,
      List<String> account,
      Collective collective,
      Waits waits,
      Consumer<String> out,
      Clock clock) {
    this.task = task;
    this.experiment = experiment;
    this.storage = storage;
    this.splits = splits;
    this.account = account;
    this.collective = collective;
    this.waits = waits;
    this.out = out;
    this.clock = clock;
    host = HostShare.of(experiment, task.environment().cores(), 1);
    grace = StopGrace.of(task.environmentVariables());
    loading = loading(HeapNeed.BATCHES_AHEAD);
    network = ByolNetwork.of(Networks.spec(experiment));
    plan = splits.plan(experiment, network.features());
  }

  /** Runs to the end, or to the stop that was asked for. */
  ExitCode execute()
      throws IOException, InterruptedException, OtherNetworkException, ChangedExperimentException {
    if (isFirst()) {
      tellWhatIsLeftOut();
    }
    Engines.Chosen chosen =
        Engines.choose(
            Precision.valueOf(experiment.precision().name()),
            EngineRequest.of(System.getenv()),
            experiment.workers().gpusPerWorker());
    try (Engine engine = chosen.engine()) {
      requireMemory();
      LOG.info("{} Lanes: {}.", chosen.reason(), host.lanes());
      TrainState state =
          TrainState.initialise(
              engine, network, experiment.seed(), Networks.targetInit(experiment));
      try (TrainStep step = step(engine, state);
          Checkpoints checkpoints = checkpoints(engine, state, step)) {
        Optional<Evaluator> evaluator =
            plan.filter(planned -> isFirst()).map(planned -> evaluator(planned, engine, state));
        TrainLoop.Ending ending = train(checkpoints, step, evaluator);
        LastEvaluation figures = LastEvaluation.NONE;
        if (!ending.stopped() && plan.isPresent()) {
          recallUntrained(step);
          try {
            figures = evaluator.map(this::evaluate).orElse(LastEvaluation.NONE);
          } catch (EvaluationStoppedException stop) {
            LOG.info("{}", stop.getMessage());
            task.board().phase(WorkerPhase.STOPPING);
            ending = ending.asStopped();
          }
        }
        if (isFirst()) {
          out.accept(new RunReport(task, experiment).of(ending, figures));
        }
        if (ending.stopped()) {
          return ExitCode.STOPPED;
        }
        task.board().phase(WorkerPhase.DONE);
        return ExitCode.DONE;
      }
    }
  }

  /** One thing that differs from before; in the log too, which outlives a terminal. */
  private void say(String sentence) {
    LOG.info("{}", sentence);
    out.accept("  %s%n".formatted(sentence));
  }

  private LastEvaluation evaluate(Evaluator evaluator) {
    EvaluationPlan planned = plan.orElseThrow();
    out.accept(
        "Evaluating the features of %d training and %d held-out pictures.%n"
            .formatted(planned.trainPictures(), planned.testPictures()));
    return evaluator.last();
  }

  private LoaderSettings loading(int batchesAhead) {
    return new LoaderSettings(
        experiment.augmentation().imageSize(),
        host.loaderThreads(),
        batchesAhead,
        () -> task.isToStop() ? grace.forPictures() : LONGEST_BATCH);
  }

  private boolean isFirst() {
    return collective.rank() == 0;
  }

  private void tellWhatIsLeftOut() {
    plan.ifPresent(planned -> planned.remarks().forEach(LOG::warn));
    if (experiment.data().isLabelled() && splits.heldOut().isPresent() && plan.isEmpty()) {
      LOG.warn("No accuracies are measured: the held-out split has no labels.");
    }
  }

  private Checkpoints checkpoints(Engine engine, TrainState state, TrainStep step)
      throws IOException {
    return new Checkpoints(
        storage.checkpoints(experiment.checkpoint().uri()),
        collective,
        new StateTensors(network, state, engine.precision()),
        new Provenance(
            experiment,
            SampleList.of(splits.train().source()),
            task.environment().attempt(),
            step::scheduleSteps),
        spool(),
        Pace.of(task.environment().cores()),
        task.board()::checkpointed,
        waits,
        clock);
  }

  private SpoolPlace spool() {
    StorageSpec settings = task.experiment().spec().storage();
    Path directory =
        settings.spoolDirectory() == null
            ? task.folder().root().resolve("spool")
            : Path.of(settings.spoolDirectory());
    return new SpoolPlace(directory, (long) (settings.spoolGib() * (1L << 30)));
  }

  private TrainStep step(Engine engine, TrainState state) {
    return new TrainStep(
        engine,
        network,
        state,
        Networks.hyperparameters(experiment),
        collective,
        localBatch(),
        host.lanes());
  }

  private int largestShare() {
    return Shares.of(experiment.training().globalBatch(), collective.worldSize(), 0).count();
  }

  private int localBatch() {
    int globalBatch = experiment.training().globalBatch();
    return Shares.of(globalBatch, collective.worldSize(), collective.rank()).count();
  }

  /** Of a GPU's memory nothing is known here; what its worker needs beside it is. */
  private void requireMemory() {
    WorkerEnvironment environment = task.environment();
    boolean shared = environment.parent() == WorkerEnvironment.Parent.LAUNCHER;
    int workersHere = shared ? environment.worldSize() : 1;
    Memory memory =
        Memory.of(
            task.experiment().spec(),
            new DataFacts(experiment.training().trainImages(), experiment.data().classes()),
            task.environmentVariables(),
            collective.worldSize(),
            host.lanes(),
            workersHere,
            heaps ->
                shared
                    ? heaps.with(largestShare(), Heaps.ofThisProcess())
                    : Heaps.fixed(heaps.needs(), Heaps.ofThisProcess()));
    if (experiment.workers().gpusPerWorker() > 0) {
      LOG.info("Memory: a worker needs {}.", memory.requireOnHost().describe());
      return;
    }
    WorkerMemory needed = memory.require();
    LOG.info("Memory: a worker needs about {}.", needed.describe());
    if (shared && isFirst()) {
      memory.scarcity(needed).ifPresent(sentence -> LOG.warn("{}.", sentence));
    }
  }

  private Evaluator evaluator(EvaluationPlan planned, Engine engine, TrainState state) {
    EvaluationWatch watch = new EvaluationWatch(task.board(), task::isToStop);
    return new Evaluator(
        new FeatureEvaluation(
            experiment, splits.train(), splits.heldOut().orElseThrow(), planned, loading, watch),
        evaluated ->
            new FeatureExtractor(
                engine,
                network,
                evaluated,
                network.representation(),
                EVALUATED_AT_A_TIME,
                host.lanes()),
        state,
        network.classifier().map(c -> new OnlineProbe(c, state.online())),
        watch);
  }

  private TrainLoop.Ending train(
      Checkpoints checkpoints, TrainStep step, Optional<Evaluator> evaluator)
      throws IOException, InterruptedException, OtherNetworkException, ChangedExperimentException {
    Resumed resumed = checkpoints.restore();
    storage.outlastRefusals();
    long next = resumed.step();
    ScheduleEnd end =
        ScheduleEnd.of(
            experiment.training(),
            Optional.ofNullable(task.experiment().spec().training().scheduleSteps()),
            resumed.scheduleSteps());
    step.reschedule(end.steps());
    account.forEach(this::say);
    if (isFirst() && next > 0) {
      out.accept(
          "Going on after step %d, from the checkpoint in %s.%n"
              .formatted(next, experiment.checkpoint().uri()));
      resumed.told().forEach(this::say);
      end.change().ifPresent(this::say);
    }
    int ahead = HeapNeed.batchesAhead(localBatch(), experiment.augmentation().imageSize());
    try (BatchLoader loader = splits.batches(experiment, collective, loading(ahead), next);
        StepListener listener =
            StepListener.all(
                List.of(
                    task.board(),
                    task.reporting().begin(next, experiment.network().projectorOutput())))) {
      return new TrainLoop(
              experiment, collective, step, loader, checkpoints, evaluator, task, grace, clock)
          .run(next, listener);
    }
  }

  /**
   * The untrained encoder is measured last, so that the first step need not wait for it: it can be
   * made again at any time, also after a resume. All ranks take part, for the batch statistics.
   */
  private void recallUntrained(TrainStep step) {
    collective.describe("the batch statistics of the untrained network");
    try (BatchLoader loader = splits.batches(experiment, collective, loading(1), 0);
        Batch first = loader.take(0)) {
      step.recallUntrained(experiment.seed(), TrainLoop.input(first));
    }
  }
}
