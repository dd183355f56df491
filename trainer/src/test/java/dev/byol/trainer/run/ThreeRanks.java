package dev.byol.trainer.run;

import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.Pace;
import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousSettings;
import dev.byol.trainer.collective.forming.SharedKey;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.storage.Waits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** A small experiment on three ranks, as threads, each with its own state and checkpoints. */
final class ThreeRanks implements AutoCloseable {
  static final int RANKS = 3;

  private final Path folder;
  private final ExecutorService threads = Executors.newFixedThreadPool(RANKS);
  private final Nd4jEngine engine = Nd4jEngine.start(Precision.FLOAT32);
  private final ResolvedExperiment experiment;
  private final ByolNetwork network;
  private final List<Pace> paces = Stream.generate(() -> Pace.of(1)).limit(RANKS).toList();

  /** What each rank does with its state and its checkpoints. */
  interface Work {
    void on(Collective collective, TrainState state, Checkpoints checkpoints) throws Exception;
  }

  /**
   * @param folder for the experiment's file and the spools
   */
  ThreeRanks(Path folder) throws IOException {
    this.folder = folder;
    Path file =
        Files.writeString(
            folder.resolve("experiment.yaml"),
            """
            apiVersion: byol.dev/v1alpha1
            kind: ByolExperiment
            metadata: {name: digits}
            spec:
              training: {globalBatch: 24, maxSteps: 20}
              network: {encoder: TinyResNet, projectorHidden: 16, projectorOutput: 8, predictorHidden: 16}
              learningRate: {warmupSteps: 2}
              data: {uri: nowhere}
              checkpoint: {everySteps: 4}
            """);
    experiment = ExperimentFile.read(file, List.of()).resolve(new DataFacts(100, 10));
    network = ByolNetwork.of(Networks.spec(experiment));
  }

  /** A wait for the last checkpoint that is longer than any takes. */
  static LastWait longWait() {
    return upTo(Duration.ofMinutes(10));
  }

  /** A wait for the last checkpoint that nobody shortens. */
  static LastWait upTo(Duration longest) {
    return new LastWait(
        longest,
        new StopGrace(Optional.empty()),
        () -> false,
        OptionalLong::empty,
        System::nanoTime);
  }

  /** At which a rank writes. */
  Pace pace(int rank) {
    return paces.get(rank);
  }

  /** Runs {@code work} on every rank; the first failure is thrown. */
  void run(CheckpointStore store, Work work) throws Exception {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Collectives.freeLocalPort());
    List<Future<?>> ends = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      var settings =
          new RendezvousSettings(
              address,
              rank,
              RANKS,
              0,
              SharedKey.of(new byte[SharedKey.MIN_BYTES]),
              Bounds.DEFAULT_FAILURE_DETECTION);
      TrainState state = TrainState.initialise(engine, network, experiment.seed());
      ends.add(
          threads.submit(
              () -> {
                try (Collective collective = new Rendezvous(settings, warning -> {}).join();
                    Checkpoints checkpoints = checkpoints(store, collective, state)) {
                  work.on(collective, state, checkpoints);
                }
                return null;
              }));
    }
    for (Future<?> end : ends) {
      try {
        end.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  private Checkpoints checkpoints(CheckpointStore store, Collective collective, TrainState state) {
    return new Checkpoints(
        store,
        collective,
        new StateTensors(network, state, Precision.FLOAT32),
        new Provenance(
            experiment,
            new SampleList(100, "5a".repeat(32), new ContentSketch("5c".repeat(32), List.of())),
            1,
            experiment.training()::scheduleSteps),
        new SpoolPlace(folder.resolve("spool"), 1 << 30),
        pace(collective.rank()),
        completed -> {},
        Waits.NONE,
        Clock.systemUTC());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    engine.close();
  }
}
