package dev.byol.bench;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.ByolNetworkSpec;
import dev.byol.trainer.byol.Hyperparameters;
import dev.byol.trainer.byol.StepInput;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.data.Shares;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Whole steps of a worker on pictures of noise: what training costs without its data. */
final class StepBench implements AutoCloseable {
  static final int WARM_UP = 3;

  private final Collective workers;
  private final TrainStep step;
  private final StepInput input;
  private long done;

  /**
   * What to measure.
   *
   * @param name of the network, for people
   * @param network encoder and heads
   * @param batch pictures of a step
   */
  record Setting(String name, ByolNetworkSpec network, int batch) {
    /** Those that {@code byol bench} measures. */
    static final List<Setting> ALL =
        List.of(
            of(EncoderSpec.Architecture.TINY, 32, 64),
            of(EncoderSpec.Architecture.RESNET18, 128, 32),
            of(EncoderSpec.Architecture.RESNET50, 224, 8));

    /** The one of {@link #ALL} that measures a network of this name, if there is one. */
    static Optional<Setting> named(String network) {
      return ALL.stream().filter(setting -> setting.name().equals(network)).findFirst();
    }

    /** With the reference's heads, or small ones for TinyResNet as its own tests have them. */
    static Setting of(EncoderSpec.Architecture architecture, int imageSize, int batch) {
      boolean tiny = architecture == EncoderSpec.Architecture.TINY;
      return new Setting(
          switch (architecture) {
            case TINY -> "TinyResNet";
            case RESNET18 -> "ResNet18";
            case RESNET34 -> "ResNet34";
            case RESNET50 -> "ResNet50";
            case RESNET101 -> "ResNet101";
            case RESNET152 -> "ResNet152";
            case RESNET200 -> "ResNet200";
          },
          new ByolNetworkSpec(
              EncoderSpec.of(architecture, EncoderSpec.Version.V1),
              imageSize,
              tiny ? 32 : 4096,
              tiny ? 16 : 256,
              tiny ? 32 : 4096,
              10,
              0.9,
              1e-5),
          batch);
    }
  }

  /** Plans and allocates a worker alone, see the other constructor. */
  StepBench(Engine engine, Setting setting, int lanes) {
    this(engine, setting, lanes, Collectives.solo());
  }

  /**
   * Plans and allocates.
   *
   * @param engine stays the caller's
   * @param lanes threads of this worker
   * @param workers who share out the batch; stays the caller's
   */
  StepBench(Engine engine, Setting setting, int lanes, Collective workers) {
    this.workers = workers;
    ByolNetwork network = ByolNetwork.of(setting.network());
    int batch = setting.batch();
    int share = Shares.of(batch, workers.worldSize(), workers.rank()).count();
    this.step =
        new TrainStep(
            engine,
            network,
            TrainState.initialise(engine, network, 1),
            new Hyperparameters(
                batch,
                1_000_000,
                LearningRateSchedule.warmupCosine(0.2, batch, 100),
                TargetDecaySchedule.cosine(0.99),
                new LarsSettings(1e-6, 1e-3, 0.9)),
            workers,
            share,
            lanes);
    SplittableRandom random = new SplittableRandom(1 + workers.rank());
    int values = share * setting.network().imageSize() * setting.network().imageSize() * 3;
    int[] labels = new int[share];
    Arrays.setAll(labels, i -> i % setting.network().classes());
    this.input = new StepInput(share, noise(random, values), noise(random, values), labels);
  }

  /** Runs and commits one step. */
  void step() {
    step.prepare(done, input).vote(workers).commit();
    done++;
  }

  /** Bytes of native memory for activations and gradients. */
  long arenaBytes() {
    return step.arenaBytes();
  }

  /**
   * Seconds a step takes: the median of those in the time, at least three, after some to warm up.
   *
   * @param seconds time to measure
   */
  double secondsPerStep(double seconds) {
    return Median.of(measure(seconds, () -> {}));
  }

  /**
   * Seconds of each step in the time, at least three, after some to warm up.
   *
   * @param seconds time to measure
   * @param warm called before the first step that counts
   */
  double[] measure(double seconds, Runnable warm) {
    for (int i = 0; i < WARM_UP; i++) {
      step();
    }
    warm.run();
    List<Double> taken = new ArrayList<>();
    FloatBuffer goOn = FloatBuffer.allocate(1);
    long start = System.nanoTime();
    do {
      long before = System.nanoTime();
      step();
      taken.add((System.nanoTime() - before) / 1e9);
      // Worker 0's clock decides for all whether there is another step.
      boolean more = taken.size() < 3 || System.nanoTime() - start < seconds * 1e9;
      goOn.put(0, workers.rank() == 0 && more ? 1 : 0);
      workers.allReduceSum(goOn);
    } while (goOn.get(0) > 0);
    return taken.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static float[] noise(SplittableRandom random, int values) {
    float[] noise = new float[values];
    for (int i = 0; i < values; i++) {
      noise[i] = (float) random.nextDouble();
    }
    return noise;
  }

  @Override
  public void close() {
    step.close();
  }
}
