package dev.byol.trainer.byol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.byol.Faults.InjectedException;
import dev.byol.trainer.byol.Faults.Phase;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousSettings;
import dev.byol.trainer.collective.forming.SharedKey;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Version;
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A step that fails before its commit, in a process that goes on with another generation. */
class StepFailureTest {
  private static final int SIDE = 16;
  private static final int BATCH = 6;
  private static final int STEPS = 4;
  private static final int FAILS_AT = 2;
  private static final int LANES = 2;
  private static final long MANY_BUCKETS = 1;

  private static final ByolNetwork NETWORK =
      ByolNetwork.of(
          new ByolNetworkSpec(
              EncoderSpec.of(Architecture.TINY, Version.V1), SIDE, 32, 16, 32, 10, 0.9, 1e-5));

  /** All bits of a state. */
  private record Bits(List<double[]> parts) {
    static Bits of(TrainState state) {
      List<double[]> parts = new ArrayList<>();
      for (NetworkState network : List.of(state.online(), state.target())) {
        parts.add(read(network.parameters()));
        network
            .statistics()
            .forEach(
                statistics -> {
                  statistics.vectors().values().forEach(values -> parts.add(values.read()));
                  parts.add(new double[] {statistics.counter()});
                });
      }
      parts.add(read(state.momentum()));
      return new Bits(parts);
    }

    private static double[] read(FlatBuffer buffer) {
      double[] values = new double[Math.toIntExact(buffer.length())];
      buffer.read(values);
      return values;
    }

    void requireEqual(String what, Bits other) {
      for (int i = 0; i < parts.size(); i++) {
        assertThat(other.parts.get(i)).as("%s, part %d", what, i).isEqualTo(parts.get(i));
      }
    }
  }

  /** Where the ranks of each generation meet. */
  private record Meetings(int workers, List<InetSocketAddress> addresses, CyclicBarrier committed) {
    static Meetings of(int workers, int generations) throws Exception {
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (int i = 0; i < generations; i++) {
        addresses.add(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Collectives.freeLocalPort()));
      }
      return new Meetings(workers, addresses, new CyclicBarrier(workers));
    }

    Collective join(int rank, int generation) throws Exception {
      if (workers == 1) {
        return Collectives.solo();
      }
      return new Rendezvous(
              new RendezvousSettings(
                  addresses.get(generation),
                  rank,
                  workers,
                  generation,
                  SharedKey.of(new byte[SharedKey.MIN_BYTES]),
                  Duration.ofSeconds(20),
                  Transport.AUTO),
              warning -> {})
          .join();
    }
  }

  static Stream<Arguments> failures() {
    return Stream.of(Phase.values())
        .flatMap(
            phase ->
                Stream.of(1, 2, 3)
                    .filter(
                        workers ->
                            workers > 1
                                || phase != Phase.GRADIENT_SUM && phase != Phase.STATISTICS_SUM)
                    .map(workers -> Arguments.of(phase, workers)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureBeforeTheCommitLeavesNothingBehindAndAnotherGenerationGoesOnWithTheSameBits(
      Phase phase, int workers) throws Exception {
    int failing = workers - 1;
    List<Bits> undisturbed =
        onEachRank(workers, (rank, meetings) -> new Worker(rank, meetings, "onednn").undisturbed());
    List<Bits> disturbed =
        onEachRank(
            workers,
            (rank, meetings) ->
                new Worker(rank, meetings, "onednn").failing(phase, rank == failing));
    for (int rank = 0; rank < workers; rank++) {
      undisturbed.get(0).requireEqual("rank " + rank, disturbed.get(rank));
    }
  }

  @ParameterizedTest
  @CsvSource({"onednn", "nd4j"})
  void generationAfterGenerationTakesNoMoreMemory(String engine) throws Exception {
    onEachRank(1, (rank, meetings) -> new Worker(rank, meetings, engine).manyGenerations());
  }

  @Test
  void aDiscardedStepIsMadeAnewWithTheSameBits() throws Exception {
    onEachRank(
        2,
        (rank, meetings) -> {
          Worker worker = new Worker(rank, meetings, "onednn");
          return worker.discardingEachStepOnce();
        });
  }

  @Test
  void onlyOneStepIsPreparedAtATimeAndOnlyAVotedOneIsCommitted() throws Exception {
    onEachRank(
        1,
        (rank, meetings) -> {
          new Worker(rank, meetings, "onednn").outOfTurn();
          return null;
        });
  }

  private interface RankProgram<T> {
    T run(int rank, Meetings meetings) throws Exception;
  }

  /** Runs it in threads; none other than those there before is left, of any generation. */
  private static <T> List<T> onEachRank(int workers, RankProgram<T> program) throws Exception {
    Meetings meetings = Meetings.of(workers, 2);
    ExecutorService ranks = Executors.newFixedThreadPool(workers);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        int rank = i;
        running.add(ranks.submit(() -> program.run(rank, meetings)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> rank : running) {
        results.add(rank.get(2, TimeUnit.MINUTES));
      }
      ranks.shutdown();
      assertThat(ranks.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
      left.removeAll(before);
      left.removeIf(StepFailureTest::isOfAPlatform);
      // One whose work is done may still be on its way out.
      for (Thread thread : left) {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      }
      left.removeIf(thread -> !thread.isAlive());
      assertThat(left).as("threads left behind").isEmpty();
      return results;
    } finally {
      ranks.shutdownNow();
    }
  }

  /** What a library or the JVM starts once and keeps. */
  private static boolean isOfAPlatform(Thread thread) {
    return Stream.of(
            "JavaCPP",
            "Workspace",
            "Common-Cleaner",
            "ADSI",
            "DeallocatorService",
            "surefire",
            "pool-")
        .anyMatch(thread.getName()::contains);
  }

  /** One rank: engine and state live on, collectives and steps come and go. */
  private static final class Worker {
    private final int rank;
    private final Meetings meetings;
    private final String engineName;
    private final Faults faults = new Faults();

    Worker(int rank, Meetings meetings, String engineName) {
      this.rank = rank;
      this.meetings = meetings;
      this.engineName = engineName;
    }

    Bits undisturbed() throws Exception {
      try (Engine engine = engine()) {
        TrainState state = TrainState.initialise(engine, NETWORK, 1);
        try (Collective collective = meetings.join(rank, 0);
            TrainStep step = step(engine, state, collective)) {
          run(step, collective, 0, STEPS);
        }
        return Bits.of(state);
      }
    }

    Bits failing(Phase phase, boolean here) throws Exception {
      try (Engine engine = faults.in(engine())) {
        TrainState state = TrainState.initialise(engine, NETWORK, 1);
        long nativeBytes;
        try (Collective collective = faults.in(meetings.join(rank, 0))) {
          TrainStep step = step(engine, state, collective);
          try (step) {
            run(step, collective, 0, FAILS_AT);
            // A rank that fails right after its vote may end the collective before another rank has
            // all votes; which step is the last one is then for the next generation to find out.
            meetings.committed().await(30, TimeUnit.SECONDS);
            Bits before = Bits.of(state);
            if (here || phase == Phase.BEFORE_COMMIT) {
              faults.arm(phase);
            }
            assertThatThrownBy(() -> faultyStep(step, collective))
                .isInstanceOfAny(expected(phase, here))
                .hasMessageContaining("injected in the phase " + phase);
            before.requireEqual("state after the failure", Bits.of(state));
          }
          nativeBytes = engine.nativeBytes();
        }
        try (Collective collective = meetings.join(rank, 1);
            TrainStep step = step(engine, state, collective)) {
          run(step, collective, FAILS_AT, STEPS);
        }
        assertThat(engine.nativeBytes()).as("native memory").isEqualTo(nativeBytes);
        return Bits.of(state);
      }
    }

    /** Before the commit all fail, and the first may end the vote of the others. */
    private static Class<?>[] expected(Phase phase, boolean here) {
      if (phase == Phase.BEFORE_COMMIT) {
        return new Class<?>[] {InjectedException.class, PeerLostException.class};
      }
      return new Class<?>[] {here ? InjectedException.class : PeerLostException.class};
    }

    private void faultyStep(TrainStep step, Collective collective) {
      try {
        faults.pass(Phase.LOADER);
        Prepared prepared = step.prepare(FAILS_AT, input(FAILS_AT)).vote(collective);
        faults.pass(Phase.BEFORE_COMMIT);
        prepared.commit();
      } catch (InjectedException e) {
        // As a run does with any failure of its own.
        collective.abort(e.getMessage());
        throw e;
      }
    }

    Bits manyGenerations() throws Exception {
      try (Engine engine = faults.in(engine())) {
        TrainState state = TrainState.initialise(engine, NETWORK, 1);
        long nativeBytes = -1;
        for (int generation = 0; generation < 5; generation++) {
          try (Collective collective = meetings.join(rank, 0);
              TrainStep step = step(engine, state, collective)) {
            run(step, collective, generation, generation + 1);
            faults.arm(Phase.BACKWARD);
            assertThatThrownBy(() -> step.prepare(9, input(0)))
                .isInstanceOf(InjectedException.class);
          }
          assertThat(engine.nativeBytes())
              .isEqualTo(nativeBytes < 0 ? engine.nativeBytes() : nativeBytes);
          nativeBytes = engine.nativeBytes();
        }
        return Bits.of(state);
      }
    }

    Bits discardingEachStepOnce() throws Exception {
      Bits expected;
      try (Engine engine = engine()) {
        TrainState state = TrainState.initialise(engine, NETWORK, 1);
        try (Collective collective = meetings.join(rank, 0);
            TrainStep step = step(engine, state, collective)) {
          run(step, collective, 0, STEPS);
        }
        expected = Bits.of(state);
      }
      try (Engine engine = engine()) {
        TrainState state = TrainState.initialise(engine, NETWORK, 1);
        try (Collective collective = meetings.join(rank, 1);
            TrainStep step = step(engine, state, collective)) {
          for (int i = 0; i < STEPS; i++) {
            step.prepare(i, input(i + 100)).discard();
            step.prepare(i, input(i)).vote(collective).discard();
            run(step, collective, i, i + 1);
          }
        }
        expected.requireEqual("state", Bits.of(state));
      }
      return expected;
    }

    void outOfTurn() throws Exception {
      try (Engine engine = engine();
          Collective collective = meetings.join(rank, 0);
          TrainStep step = step(engine, TrainState.initialise(engine, NETWORK, 1), collective)) {
        Prepared prepared = step.prepare(0, input(0));
        assertThatThrownBy(() -> step.prepare(1, input(1)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("step 0 is prepared; commit or discard it first");
        assertThatThrownBy(prepared::commit)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("only a step that is agreed can be committed");
        prepared.vote(collective).commit();
        assertThatThrownBy(prepared::commit).hasMessageContaining("step 0 is committed");
        Prepared discarded = step.prepare(1, input(1));
        discarded.discard();
        assertThatThrownBy(() -> discarded.vote(collective))
            .hasMessageContaining("step 1 is discarded");
      }
    }

    private Engine engine() {
      return Engines.choose(Precision.FLOAT32, EngineRequest.of(Map.of("BYOL_ENGINE", engineName)))
          .engine();
    }

    private TrainStep step(Engine engine, TrainState state, Collective collective) {
      return new TrainStep(
          engine,
          NETWORK,
          state,
          new Hyperparameters(
              BATCH,
              100,
              LearningRateSchedule.warmupCosine(0.2, BATCH, 1),
              TargetDecaySchedule.cosine(0.99),
              new LarsSettings(1e-6, 1e-3, 0.9)),
          collective,
          BATCH / meetings.workers(),
          LANES,
          MANY_BUCKETS);
    }

    private void run(TrainStep step, Collective collective, int from, int to) {
      for (int i = from; i < to; i++) {
        step.prepare(i, input(i)).vote(collective).commit();
      }
    }

    private StepInput input(int step) {
      int pictures = BATCH / meetings.workers();
      SplittableRandom random = new SplittableRandom(step * meetings.workers() + rank);
      float[][] views = new float[2][pictures * SIDE * SIDE * 3];
      for (float[] view : views) {
        for (int i = 0; i < view.length; i++) {
          view[i] = (float) random.nextDouble();
        }
      }
      int[] labels = new int[pictures];
      for (int i = 0; i < pictures; i++) {
        labels[i] = i % 10;
      }
      return new StepInput(pictures, views[0], views[1], labels);
    }
  }
}
