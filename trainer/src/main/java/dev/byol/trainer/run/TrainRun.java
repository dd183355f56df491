package dev.byol.trainer.run;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.StorageSpec;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.FeatureExtractor;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.checkpoint.Pace;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.Rendezvous;
import dev.byol.trainer.config.HostShare;
import dev.byol.trainer.data.BatchLoader;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.DecodedPictures;
import dev.byol.trainer.data.LabelSummary;
import dev.byol.trainer.data.LoaderSettings;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.ReadSettings;
import dev.byol.trainer.data.SampleOrder;
import dev.byol.trainer.data.Shares;
import dev.byol.trainer.data.ViewMaker;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.telemetry.EvaluationRecord;
import dev.byol.trainer.telemetry.Figures;
import dev.byol.trainer.telemetry.RunSummary;
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
 * One worker's whole run: opens the data, joins the others, restores, trains, evaluates, and sums
 * up. Every rank holds the same state; rank 0 alone writes checkpoints, evaluates and reports.
 */
public final class TrainRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainRun.class);
  private static final int BATCHES_AHEAD = 3;
  private static final int EVALUATED_AT_A_TIME = 32;

  /** Longer than a store that is away is waited for. */
  private static final Duration LONGEST_BATCH = Duration.ofMinutes(15);

  private final WorkerTask task;
  private final Consumer<String> out;
  private final Clock clock;

  /**
   * Prepares; nothing is opened yet.
   *
   * @param out receives where a run goes on from, and the summary
   */
  public TrainRun(WorkerTask task, Consumer<String> out, Clock clock) {
    this.task = task;
    this.out = out;
    this.clock = clock;
  }

  /** Runs to the end, or to the stop that was asked for. */
  public ExitCode execute() throws Exception {
    ReadSettings reading =
        ReadSettings.defaults()
            .withMaxDamagedFraction(task.experiment().spec().data().maxDamagedFraction());
    try (Storage storage =
            new Storage(
                task.experiment().spec().storage(),
                task.environmentVariables(),
                Patience.CHECKPOINTS);
        DecodedPictures train =
            new DecodedPictures(open(task.experiment().data().uri(), storage), reading)) {
      Preflight.read(train.source());
      ResolvedExperiment experiment = task.experiment().resolve(facts(train.source()));
      Optional<String> heldOut = experiment.data().validationUri();
      if (heldOut.isEmpty()) {
        return joined(experiment, storage, train, Optional.empty());
      }
      try (DecodedPictures test = new DecodedPictures(open(heldOut.get(), storage), reading)) {
        Preflight.read(test.source());
        return joined(experiment, storage, train, Optional.of(test));
      }
    }
  }

  private PictureSource open(String uri, Storage storage) throws IOException {
    return Pictures.open(task.experiment().data().format(), uri, storage.files(uri));
  }

  private DataFacts facts(PictureSource source) {
    LabelSummary labels = LabelSummary.of(source);
    labels.whyNoProbes().ifPresent(reason -> LOG.warn("No probes are trained: {}", reason));
    int classes = labels.whyNoProbes().isPresent() ? 0 : source.classNames().size();
    return new DataFacts(source.size(), classes);
  }

  private ExitCode joined(
      ResolvedExperiment experiment,
      Storage storage,
      DecodedPictures train,
      Optional<DecodedPictures> test)
      throws Exception {
    WorkerEnvironment environment = task.environment();
    requireShare(experiment, environment);
    try (Collective collective =
        environment.worldSize() == 1
            ? Collectives.solo()
            : new Rendezvous(environment.rendezvous(experiment.failureDetection()), LOG::warn)
                .join()) {
      if (environment.worldSize() > 1) {
        LOG.info("Workers sum up {}.", collective.transport());
      }
      try {
        return trained(experiment, storage, train, test, collective);
      } catch (Exception e) {
        collective.abort("rank " + environment.rank() + " failed: " + e.getMessage());
        throw e;
      }
    }
  }

  private static void requireShare(ResolvedExperiment experiment, WorkerEnvironment environment) {
    if (experiment.training().globalBatch() < environment.worldSize()) {
      throw new DataException(
          "spec.training.globalBatch is %d for %d workers; each needs at least one picture: use fewer workers or a larger batch."
              .formatted(experiment.training().globalBatch(), environment.worldSize()));
    }
  }

  private ExitCode trained(
      ResolvedExperiment experiment,
      Storage storage,
      DecodedPictures train,
      Optional<DecodedPictures> test,
      Collective collective)
      throws Exception {
    int rank = collective.rank();
    HostShare host = HostShare.of(experiment, task.environment().cores(), 1);
    Precision precision = Precision.valueOf(experiment.precision().name());
    ByolNetwork network = ByolNetwork.of(Networks.spec(experiment));
    LoaderSettings loading =
        new LoaderSettings(
            experiment.augmentation().imageSize(),
            host.loaderThreads(),
            BATCHES_AHEAD,
            LONGEST_BATCH);
    Optional<EvaluationPlan> plan =
        test.flatMap(
            split ->
                EvaluationPlan.of(experiment, train.source(), split.source(), network.features()));
    if (rank == 0) {
      tell(experiment, test, plan);
    }
    Engines.Chosen chosen =
        Engines.choose(
            precision, EngineRequest.of(System.getenv()), experiment.workers().gpusPerWorker());
    try (Engine engine = chosen.engine()) {
      LOG.info("{} Lanes: {}.", chosen.reason(), host.lanes());
      TrainState state = TrainState.initialise(engine, network, experiment.seed());
      StateTensors tensors = new StateTensors(network, state, engine.precision());
      try (Checkpoints checkpoints =
              new Checkpoints(
                  storage.checkpoints(experiment.checkpoint().uri()),
                  collective,
                  tensors,
                  experiment,
                  task.environment().attempt(),
                  spool(),
                  Pace.of(task.environment().cores()),
                  task.board()::checkpointed,
                  clock);
          TrainStep step =
              new TrainStep(
                  engine,
                  network,
                  state,
                  Networks.hyperparameters(experiment),
                  collective,
                  Shares.of(experiment.training().globalBatch(), collective.worldSize(), rank)
                      .count(),
                  host.lanes())) {
        long next = checkpoints.restore();
        if (rank == 0 && next > 0) {
          out.accept(
              "Going on after step %d, from the checkpoint in %s."
                  .formatted(next, experiment.checkpoint().uri()));
        }
        Optional<Evaluator> evaluator =
            plan.filter(planned -> rank == 0)
                .map(
                    planned ->
                        new Evaluator(
                            new FeatureEvaluation(
                                experiment, train, test.orElseThrow(), planned, loading),
                            extractor(engine, network, state, host),
                            network.classifier().map(c -> new OnlineProbe(c, state.online())),
                            task.folder().root()));
        try (BatchLoader loader = loader(experiment, train, collective, loading, next)) {
          TrainLoop loop =
              new TrainLoop(
                  experiment, collective, step, loader, checkpoints, evaluator, task, clock);
          TrainLoop.Ending ending;
          try (StepListener listener =
              StepListener.all(
                  List.of(
                      task.board(),
                      task.reporting().begin(next, experiment.network().projectorOutput())))) {
            ending = loop.run(next, listener);
          }
          summarise(experiment, ending, evaluator);
          if (!ending.stopped()) {
            task.board().phase(WorkerPhase.DONE);
          }
          return ending.stopped() ? ExitCode.STOPPED : ExitCode.DONE;
        } finally {
          evaluator.ifPresent(Evaluator::close);
        }
      }
    }
  }

  private static List<RunSummary.Suggestion> next(String checkpoints) {
    var inspect = new RunSummary.Suggestion("look inside", "./byol inspect " + checkpoints);
    return checkpoints.contains("://")
        ? List.of(inspect)
        : List.of(
            inspect,
            new RunSummary.Suggestion(
                "use the encoder", "./byol export " + checkpoints + " -o encoder.safetensors"));
  }

  private static void tell(
      ResolvedExperiment experiment,
      Optional<DecodedPictures> test,
      Optional<EvaluationPlan> plan) {
    plan.ifPresent(planned -> planned.remarks().forEach(LOG::warn));
    if (experiment.data().isLabelled() && test.isPresent() && plan.isEmpty()) {
      LOG.warn("No accuracies are measured: the held-out split has no labels.");
    }
  }

  private SpoolPlace spool() {
    StorageSpec storage = task.experiment().spec().storage();
    Path directory =
        storage.spoolDirectory() == null
            ? task.folder().root().resolve("spool")
            : Path.of(storage.spoolDirectory());
    return new SpoolPlace(directory, (long) (storage.spoolGib() * (1L << 30)));
  }

  private static FeatureExtractor extractor(
      Engine engine, ByolNetwork network, TrainState state, HostShare host) {
    return new FeatureExtractor(
        engine,
        network,
        state.online(),
        network.representation(),
        EVALUATED_AT_A_TIME,
        host.lanes());
  }

  private static BatchLoader loader(
      ResolvedExperiment experiment,
      DecodedPictures train,
      Collective collective,
      LoaderSettings loading,
      long firstStep) {
    int globalBatch = experiment.training().globalBatch();
    return BatchLoader.open(
        train,
        new SampleOrder(experiment.seed(), train.source().size()),
        globalBatch,
        Shares.of(globalBatch, collective.worldSize(), collective.rank()),
        ViewMaker.augmented(
            experiment.seed(),
            ViewPolicies.of(experiment.augmentation(), View.VIEW1),
            ViewPolicies.of(experiment.augmentation(), View.VIEW2),
            experiment.augmentation().imageSize()),
        loading,
        firstStep);
  }

  private void summarise(
      ResolvedExperiment experiment, TrainLoop.Ending ending, Optional<Evaluator> evaluator) {
    if (task.environment().rank() != 0) {
      return;
    }
    // Who stops a run wants it to end, not to wait for probes.
    Optional<Evaluator> measured = ending.stopped() ? Optional.empty() : evaluator;
    Figures now = measured.map(Evaluator::now).orElse(Figures.NONE);
    if (!now.isEmpty()) {
      task.board().onEvaluation(new EvaluationRecord(ending.done(), now, 0));
    }
    String checkpoints = experiment.checkpoint().uri();
    out.accept(
        new RunSummary(
                experiment.name(),
                ending.stopped() ? RunSummary.Ending.STOPPED : RunSummary.Ending.DONE,
                ending.done(),
                ending.total(),
                ending.seconds(),
                measured.map(Evaluator::untrained).orElse(Figures.NONE),
                now,
                measured.map(Evaluator::rawPixels).orElse(Figures.NONE),
                measured.flatMap(Evaluator::protocol),
                List.of(
                    new RunSummary.FileNote("checkpoints", checkpoints),
                    new RunSummary.FileNote(
                        "metrics", task.folder().root().resolve("metrics.jsonl").toString())),
                next(checkpoints))
            .render());
  }
}
