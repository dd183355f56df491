package dev.byol.trainer.reference;

import static dev.byol.trainer.reference.Closeness.assertRelativeL2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.Hyperparameters;
import dev.byol.trainer.byol.NetworkSpec;
import dev.byol.trainer.byol.StepInput;
import dev.byol.trainer.byol.TrainState;
import dev.byol.trainer.byol.TrainStep;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Version;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole steps of the fast engine on different numbers of lanes. Each number has another memory plan
 * and other kernels, so this guards the planner: a recycled buffer once trained on with falling
 * loss.
 */
class LaneCountTest {
  private static final int BATCH = 5;
  private static final int SIZE = 64;

  /** Of these pictures and networks: measured 0.06 at most. */
  private static final double LOSS_IN_BFLOAT16 = 0.1;

  /** The same: measured 0.57 at most; a term that is wrong or missing gives 1 or more. */
  private static final double GRADIENT_IN_BFLOAT16 = 0.7;

  @BeforeEach
  void theFastEngineRunsHere() {
    assumeThat(OneDnnEngine.obstacle(Precision.FLOAT32)).isEmpty();
  }

  private record Gradients(double loss, double[] first, double[] again) {}

  @ParameterizedTest
  @CsvSource({"RESNET18, V1", "RESNET18, V2", "RESNET50, V1"})
  void oneTwoAndFourLanesGiveTheSameGradient(Architecture architecture, Version version) {
    NetworkSpec spec = spec(architecture, version);
    Gradients one = gradients(Precision.FLOAT32, spec, 1);
    for (int lanes : new int[] {2, 4}) {
      Gradients several = gradients(Precision.FLOAT32, spec, lanes);
      assertThat(several.loss()).isCloseTo(one.loss(), within(1e-5));
      // The deepest network amplifies rounding most: measured 5e-3. A buffer mixed up gives 1.
      assertRelativeL2(lanes + " lanes", one.first(), several.first(), 2e-2);
    }
  }

  @ParameterizedTest
  @CsvSource({"RESNET18, V1", "RESNET18, V2"})
  void inBfloat16AStepIsNearTheOneInFloat32(Architecture architecture, Version version) {
    assumeThat(OneDnnEngine.obstacle(Precision.BFLOAT16)).isEmpty();
    NetworkSpec spec = spec(architecture, version);
    Gradients exact = gradients(Precision.FLOAT32, spec, 2);
    Gradients rounded = gradients(Precision.BFLOAT16, spec, 2);
    assertThat(rounded.loss()).isCloseTo(exact.loss(), within(LOSS_IN_BFLOAT16 * exact.loss()));
    assertRelativeL2("gradient", exact.first(), rounded.first(), GRADIENT_IN_BFLOAT16);
  }

  /** Whatever a step leaves in the arena, the next one does not read. */
  @ParameterizedTest
  @CsvSource({"FLOAT32, V1", "FLOAT32, V2", "BFLOAT16, V1", "BFLOAT16, V2"})
  void aRepeatedStepGivesTheSameBits(Precision precision, Version version) {
    assumeThat(OneDnnEngine.obstacle(precision)).isEmpty();
    for (int lanes : new int[] {1, 2, 4}) {
      Gradients found = gradients(precision, spec(Architecture.RESNET18, version), lanes);
      assertThat(found.again()).as(lanes + " lanes").isEqualTo(found.first());
    }
  }

  private static NetworkSpec spec(Architecture architecture, Version version) {
    return new NetworkSpec(EncoderSpec.of(architecture, version), SIZE, 64, 32, 64, 10, 0.9, 1e-5);
  }

  /** Two steps from the same state on the same pictures. */
  private static Gradients gradients(Precision precision, NetworkSpec spec, int lanes) {
    ByolNetwork network = ByolNetwork.of(spec);
    try (Engine engine = OneDnnEngine.start(precision)) {
      TrainState state = TrainState.initialise(engine, network, 3);
      TrainState start = TrainState.initialise(engine, network, 3);
      try (TrainStep step =
          new TrainStep(engine, network, state, settings(), Collectives.solo(), BATCH, lanes)) {
        StepInput input = pictures();
        double loss = step.prepare(0, input).vote(Collectives.solo()).commit().regressionLoss();
        double[] first = LaneBench.read(step.gradient());
        state.online().parameters().write(LaneBench.read(start.online().parameters()));
        state.target().parameters().write(LaneBench.read(start.target().parameters()));
        state.momentum().write(LaneBench.read(start.momentum()));
        step.prepare(0, input).vote(Collectives.solo()).commit();
        return new Gradients(loss, first, LaneBench.read(step.gradient()));
      }
    }
  }

  private static Hyperparameters settings() {
    return new Hyperparameters(
        BATCH,
        1000,
        LearningRateSchedule.warmupCosine(0.2, BATCH, 100),
        TargetDecaySchedule.cosine(0.99),
        new LarsSettings(1e-6, 1e-3, 0.9));
  }

  private static StepInput pictures() {
    SplittableRandom random = new SplittableRandom(11);
    int[] labels = new int[BATCH];
    return new StepInput(BATCH, noise(random), noise(random), labels);
  }

  private static float[] noise(SplittableRandom random) {
    float[] noise = new float[BATCH * SIZE * SIZE * 3];
    double brightness = 0;
    for (int i = 0; i < noise.length; i++) {
      // Noise alone looks the same in all pictures, and batch norm would magnify its rounding.
      brightness = i % (SIZE * SIZE * 3) == 0 ? random.nextDouble() : brightness;
      noise[i] = (float) (0.5 * (random.nextDouble() + brightness));
    }
    return noise;
  }
}
