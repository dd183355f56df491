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
import dev.byol.trainer.nn.NetworkState;
import dev.byol.trainer.optim.LearningRateSchedule;
import dev.byol.trainer.optim.TargetDecaySchedule;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The untrained encoder, made again in the target network's memory. */
class UntrainedNetworkTest {
  private static final int SEED = 3;
  private static final int BATCH = 5;
  private static final int SIZE = 32;

  private final SplittableRandom random = new SplittableRandom(11);

  @ParameterizedTest
  @CsvSource({"onednn, 1", "onednn, 2", "nd4j, 2"})
  void afterTrainingItHasTheFeaturesThatItHadBefore(String engineName, int lanes) {
    assumeTrue(
        engineName.equals("nd4j") || OneDnnEngine.obstacle(Precision.FLOAT32).isEmpty(),
        "the fast engine does not run here");
    try (Engine engine = engine(engineName)) {
      ByolNetwork network = ByolNetwork.of(network());
      TrainState state = TrainState.initialise(engine, network, SEED);
      try (TrainStep step =
          new TrainStep(engine, network, state, settings(), Collectives.solo(), BATCH, lanes)) {
        StepInput first = pictures();
        step.recallUntrained(SEED, first);
        float[] before = features(engine, network, state.target(), first.view1());
        step.prepare(0, first).vote(Collectives.solo()).commit();
        step.prepare(1, pictures()).vote(Collectives.solo()).commit();
        float[] trained = features(engine, network, state.online(), first.view1());

        step.recallUntrained(SEED, first);

        assertThat(features(engine, network, state.target(), first.view1())).isEqualTo(before);
        assertThat(features(engine, network, state.online(), first.view1()))
            .as("the trained network stays as it is")
            .isEqualTo(trained)
            .isNotEqualTo(before);
      }
    }
  }

  private static Engine engine(String name) {
    return Engines.choose(Precision.FLOAT32, EngineRequest.of(Map.of("BYOL_ENGINE", name)))
        .engine();
  }

  private static float[] features(
      Engine engine, ByolNetwork network, NetworkState state, float[] pictures) {
    try (FeatureExtractor extractor =
        new FeatureExtractor(engine, network, state, network.representation(), 2, 2)) {
      float[] features = new float[BATCH * extractor.features()];
      extractor.extract(pictures, BATCH, features, 0);
      return features;
    }
  }

  private static ByolNetworkSpec network() {
    return new ByolNetworkSpec(
        EncoderSpec.of(Architecture.TINY, Version.V1), SIZE, 16, 8, 16, 3, 0.9, 1e-5);
  }

  private static Hyperparameters settings() {
    return new Hyperparameters(
        BATCH,
        10,
        LearningRateSchedule.warmupCosine(2, BATCH, 0),
        TargetDecaySchedule.cosine(0.9),
        new LarsSettings(1e-6, 0.1, 0.9));
  }

  private StepInput pictures() {
    return new StepInput(BATCH, noise(), noise(), new int[BATCH]);
  }

  private float[] noise() {
    float[] noise = new float[BATCH * SIZE * SIZE * 3];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextDouble();
    }
    return noise;
  }
}
