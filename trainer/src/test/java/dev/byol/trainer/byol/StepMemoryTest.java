package dev.byol.trainer.byol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import dev.byol.trainer.engine.update.LarsSettings;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Version;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is planned, beside what an engine that computes takes. */
class StepMemoryTest {
  private static final int EVALUATED = 2;

  @ParameterizedTest
  @CsvSource({
    "onednn, FLOAT32, TINY, V1, 32, 8, 2",
    "onednn, FLOAT32, TINY, V2, 33, 5, 2",
    "onednn, FLOAT32, RESNET18, V1, 64, 3, 1",
    "onednn, FLOAT32, RESNET50, V1, 64, 2, 2",
    "onednn, BFLOAT16, RESNET18, V1, 64, 2, 2",
    "nd4j, FLOAT32, TINY, V1, 32, 8, 2",
    "nd4j, FLOAT64, RESNET18, V2, 32, 2, 1"
  })
  void whatIsPlannedIsWhatStepsAndEvaluationsTake(
      String engineName,
      Precision precision,
      Architecture architecture,
      Version version,
      int imageSize,
      int batch,
      int lanes) {
    EngineRequest request = EngineRequest.of(Map.of("BYOL_ENGINE", engineName));
    assumeTrue(
        request == EngineRequest.ND4J || OneDnnEngine.obstacle(precision).isEmpty(),
        "the fast engine does not run here");
    ByolNetwork network = network(architecture, version, imageSize);
    StepMemory planned;
    try (Engine planning = Engines.planning(precision, request)) {
      planned = StepMemory.of(planning, network, batch, batch, lanes, EVALUATED);
    }
    try (Engine engine = Engines.choose(precision, request).engine()) {
      TrainState state = TrainState.initialise(engine, network, 1);
      assertThat(planned.parameters()).isEqualTo(engine.nativeBytes());
      try (TrainStep step =
          new TrainStep(
              engine, network, state, settings(batch), Collectives.solo(), batch, lanes)) {
        step.prepare(0, noise(batch, imageSize)).vote(Collectives.solo()).commit();
        double withoutEvaluation = planned.total() - planned.evaluation();
        assertThat((double) engine.nativeBytes())
            .isCloseTo(withoutEvaluation, Percentage.withPercentage(5));
        try (FeatureExtractor extractor =
            new FeatureExtractor(
                engine, network, state.online(), network.representation(), EVALUATED, lanes)) {
          assertThat(extractor.arenaBytes()).isEqualTo(planned.evaluation());
          assertThat((double) engine.nativeBytes())
              .isCloseTo(planned.total(), Percentage.withPercentage(3));
        }
      }
    }
  }

  @Test
  void planningTakesNoneOfWhatItPlans() {
    assumeTrue(
        OneDnnEngine.obstacle(Precision.FLOAT32).isEmpty(), "the fast engine does not run here");
    try (Engine planning =
        Engines.planning(Precision.FLOAT32, EngineRequest.of(Map.of("BYOL_ENGINE", "onednn")))) {
      ByolNetwork network = network(Architecture.RESNET50, Version.V1, 224);
      StepMemory planned = StepMemory.of(planning, network, 100_000, 1200, 8, EVALUATED);
      assertThat(planned.total()).isGreaterThan(50L << 30);
    }
  }

  private static ByolNetwork network(Architecture architecture, Version version, int imageSize) {
    return ByolNetwork.of(
        new ByolNetworkSpec(
            EncoderSpec.of(architecture, version), imageSize, 64, 16, 64, 3, 0.9, 1e-5));
  }

  private static Hyperparameters settings(int batch) {
    return new Hyperparameters(
        batch,
        10,
        LearningRateSchedule.warmupCosine(0.1, batch, 0),
        TargetDecaySchedule.cosine(0.9),
        new LarsSettings(1e-6, 0.1, 0.9));
  }

  private static StepInput noise(int batch, int imageSize) {
    SplittableRandom random = new SplittableRandom(5);
    float[] noise = new float[batch * imageSize * imageSize * 3];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextDouble();
    }
    return new StepInput(batch, noise, noise.clone(), new int[batch]);
  }
}
