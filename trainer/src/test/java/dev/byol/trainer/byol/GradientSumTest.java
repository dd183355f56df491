package dev.byol.trainer.byol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousSettings;
import dev.byol.trainer.collective.forming.SharedKey;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Version;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole steps, summed in many buckets beside the backward pass or in one after it. */
class GradientSumTest {
  private static final int SIDE = 16;
  private static final int BATCH = 6;
  private static final int STEPS = 3;
  private static final long ONE_BUCKET = Long.MAX_VALUE;
  private static final long MANY_BUCKETS = 1;

  @ParameterizedTest
  @CsvSource({"1,1,TCP", "1,3,TCP", "2,1,TCP", "2,1,AUTO", "2,2,TCP", "2,2,AUTO", "3,2,TCP"})
  void bucketsChangeNothingButTheOrderOfSummationOfThreeAndMore(
      int workers, int lanes, Transport transport) throws Exception {
    List<double[]> one = train(workers, lanes, ONE_BUCKET, transport);
    List<double[]> many = train(workers, lanes, MANY_BUCKETS, transport);
    for (int rank = 0; rank < workers; rank++) {
      assertThat(many.get(rank)).as("rank %d", rank).isEqualTo(many.get(0));
    }
    if (workers <= 2) {
      assertThat(many.get(0)).isEqualTo(one.get(0));
    } else {
      double[] expected = one.get(0);
      for (int i = 0; i < expected.length; i++) {
        assertThat(many.get(0)[i]).isCloseTo(expected[i], within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2,2", "3,1"})
  void theSameStepsGiveTheSameBitsAgainByEitherTransport(int workers, int lanes) throws Exception {
    List<double[]> first = train(workers, lanes, MANY_BUCKETS, Transport.TCP);
    for (Transport transport : Transport.values()) {
      assertThat(train(workers, lanes, MANY_BUCKETS, transport).get(0)).isEqualTo(first.get(0));
    }
  }

  /** The online parameters of each rank after some steps. */
  private static List<double[]> train(
      int workers, int lanes, long bucketValues, Transport transport) throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Collectives.freeLocalPort());
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<double[]>> ranks = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        int rank = i;
        ranks.add(
            threads.submit(
                () -> {
                  try (Collective collective = join(address, rank, workers, transport)) {
                    return train(collective, lanes, bucketValues);
                  }
                }));
      }
      List<double[]> parameters = new ArrayList<>();
      for (Future<double[]> rank : ranks) {
        parameters.add(rank.get(2, TimeUnit.MINUTES));
      }
      return parameters;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Collective join(
      InetSocketAddress address, int rank, int workers, Transport transport) throws Exception {
    var settings =
        new RendezvousSettings(
            address,
            rank,
            workers,
            1,
            SharedKey.of(new byte[SharedKey.MIN_BYTES]),
            Duration.ofSeconds(20),
            transport);
    return new Rendezvous(settings, warning -> {}).join();
  }

  private static double[] train(Collective collective, int lanes, long bucketValues) {
    ByolNetwork network =
        ByolNetwork.of(
            new ByolNetworkSpec(
                EncoderSpec.of(Architecture.TINY, Version.V1), SIDE, 32, 16, 32, 10, 0.9, 1e-5));
    EngineRequest request = EngineRequest.of(Map.of());
    int share = BATCH / collective.worldSize();
    try (Engine engine = Engines.choose(Precision.FLOAT64, request).engine()) {
      TrainState state = TrainState.initialise(engine, network, 1);
      try (TrainStep step =
          new TrainStep(
              engine,
              network,
              state,
              new Hyperparameters(
                  BATCH,
                  100,
                  LearningRateSchedule.warmupCosine(0.2, BATCH, 1),
                  TargetDecaySchedule.cosine(0.99),
                  new LarsSettings(1e-6, 1e-3, 0.9)),
              collective,
              share,
              lanes,
              bucketValues)) {
        for (int i = 0; i < STEPS; i++) {
          step.prepare(i, input(share, i * collective.worldSize() + collective.rank()))
              .vote(collective)
              .commit();
        }
        double[] parameters = new double[Math.toIntExact(network.layout().length())];
        state.online().parameters().read(parameters);
        return parameters;
      }
    }
  }

  private static StepInput input(int pictures, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
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
