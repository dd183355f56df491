package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.CheckpointStore;
import dev.byol.trainer.checkpoint.DirectoryStore;
import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.Rendezvous;
import dev.byol.trainer.collective.RendezvousSettings;
import dev.byol.trainer.collective.SharedKey;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.telemetry.Orders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three ranks, as threads, save and restore together. */
@Timeout(60)
class CheckpointsTest {
  private static final int RANKS = 3;

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newFixedThreadPool(RANKS);
  private final Nd4jEngine engine = Nd4jEngine.start(Precision.FLOAT32);
  private CheckpointStore store;
  private ResolvedExperiment experiment;
  private ByolNetwork network;

  /** What each rank does with its state and its checkpoints. */
  private interface Work {
    void on(Collective collective, TrainState state, Checkpoints checkpoints) throws Exception;
  }

  @BeforeEach
  void prepare() throws IOException {
    store = new DirectoryStore(folder.resolve("checkpoints"));
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

  @AfterEach
  void end() {
    threads.shutdownNow();
    engine.close();
  }

  @Test
  void everyRankWritesItsPartAndAllAreRestored() throws Exception {
    onAllRanks(
        store,
        (collective, state, checkpoints) -> {
          state.online().parameters().scaleInPlace(7);
          checkpoints.saveAndWait(5);
        });

    try (Checkpoint checkpoint = newest().orElseThrow()) {
      assertThat(checkpoint.parts()).hasSize(RANKS).noneMatch(part -> part.tensors().isEmpty());
    }
    onAllRanks(
        store,
        (collective, state, checkpoints) -> {
          double fresh = state.online().parameters().norm();
          assertThat(checkpoints.restore()).isEqualTo(5);
          assertThat(state.online().parameters().norm()).isCloseTo(7 * fresh, withinPercentage(1));
        });
  }

  @Test
  void aCheckpointInFlightIsCommittedAtALaterBoundary() throws Exception {
    onAllRanks(
        store,
        (collective, state, checkpoints) -> {
          long done = trainUntilCommitted(collective, checkpoints);
          assertThat(done).isGreaterThan(4);
        });

    try (Checkpoint checkpoint = newest().orElseThrow()) {
      assertThat(checkpoint.info().step()).isEqualTo(4);
    }
  }

  @Test
  void oneRanksFailureLeavesTheCheckpointOutAndTheNextOneIsWritten() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    CheckpointStore refusing =
        new RefusingStore(store, key -> key.contains("part-00001") && full.get());
    onAllRanks(
        refusing,
        (collective, state, checkpoints) -> {
          assertThatThrownBy(() -> checkpoints.saveAndWait(5))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("the checkpoint of step 5 could not be written to");
          collective.barrier("failed");
          assertThat(newest()).isEmpty();
          full.set(false);
          checkpoints.saveAndWait(6);
        });

    try (Checkpoint checkpoint = newest().orElseThrow()) {
      assertThat(checkpoint.info().step()).isEqualTo(6);
    }
  }

  @Test
  void aManifestThatCannotBeWrittenIsAnErrorOnEveryRank() throws Exception {
    onAllRanks(
        new RefusingStore(store, key -> key.endsWith("manifest.json")),
        (collective, state, checkpoints) ->
            assertThatThrownBy(() -> checkpoints.saveAndWait(5)).isInstanceOf(IOException.class));
  }

  /** Goes on from step to step until the first checkpoint is there; the number of steps. */
  private long trainUntilCommitted(Collective collective, Checkpoints checkpoints)
      throws Exception {
    long done = 0;
    boolean committed = false;
    while (!committed) {
      done++;
      boolean due = collective.rank() == 0 && done < 5 && checkpoints.due(done);
      boolean there = collective.rank() == 0 && store.readLatest().isPresent();
      // The stop carries the news, so that all ranks end at the same step.
      Agreement agreed =
          new Boundary(collective, () -> there, Orders.NONE).settle(due, checkpoints.partReady());
      checkpoints.atBoundary(done, agreed);
      committed = agreed.stop();
    }
    return done;
  }

  private void onAllRanks(CheckpointStore used, Work work) throws Exception {
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
                    Checkpoints checkpoints = checkpoints(used, collective, state)) {
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

  private Checkpoints checkpoints(CheckpointStore used, Collective collective, TrainState state) {
    return new Checkpoints(
        used,
        collective,
        new StateTensors(network, state, Precision.FLOAT32),
        experiment,
        1,
        new Checkpoints.Spool(folder.resolve("spool"), 1 << 30),
        completed -> {},
        Clock.systemUTC());
  }

  private Optional<Checkpoint> newest() throws IOException {
    return CheckpointLoader.newestComplete(store).checkpoint();
  }
}
