package dev.byol.trainer.byol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.byol.trainer.byol.TrainState.TargetInit;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import dev.byol.trainer.nn.EncoderSpec;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import dev.byol.trainer.nn.EncoderSpec.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weights that the target network starts from. */
class TargetInitTest {
  private static final long SEED = 5;

  @ParameterizedTest
  @CsvSource({"nd4j, FLOAT32", "nd4j, FLOAT64", "onednn, FLOAT32", "onednn, BFLOAT16"})
  void onlineStartsTheTargetFromTheOnlineNetworkBitForBit(String engine, Precision precision) {
    try (Engine opened = open(engine, precision)) {
      TrainState state = start(opened, TargetInit.ONLINE);

      assertThat(values(state.target().parameters()))
          .isEqualTo(values(state.online().parameters()));
    }
  }

  @ParameterizedTest
  @CsvSource({"nd4j, FLOAT32", "onednn, FLOAT32"})
  void ownStartsItFromOtherWeightsAndTheOnlineNetworkFromTheSame(
      String engine, Precision precision) {
    try (Engine opened = open(engine, precision)) {
      TrainState own = start(opened, TargetInit.OWN);
      TrainState online = start(opened, TargetInit.ONLINE);

      assertThat(values(own.target().parameters())).isNotEqualTo(values(own.online().parameters()));
      assertThat(values(own.online().parameters())).isEqualTo(values(online.online().parameters()));
    }
  }

  @Test
  void theTwoNetworksShareNoMemory() {
    try (Engine opened = open("nd4j", Precision.FLOAT32)) {
      TrainState state = start(opened, TargetInit.ONLINE);
      double[] before = values(state.target().parameters());

      state.online().parameters().write(new double[before.length]);

      assertThat(values(state.target().parameters())).isEqualTo(before);
    }
  }

  private static TrainState start(Engine engine, TargetInit init) {
    NetworkSpec spec =
        new NetworkSpec(EncoderSpec.of(Architecture.TINY, Version.V1), 32, 16, 8, 16, 3, 0.9, 1e-5);
    return TrainState.initialise(engine, ByolNetwork.of(spec), SEED, init);
  }

  private static Engine open(String name, Precision precision) {
    assumeTrue(
        name.equals("nd4j") || OneDnnEngine.obstacle(precision).isEmpty(),
        "the fast engine does not run here");
    return Engines.choose(precision, EngineRequest.of(Map.of("BYOL_ENGINE", name))).engine();
  }

  private static double[] values(FlatBuffer buffer) {
    double[] values = new double[(int) buffer.length()];
    buffer.read(values);
    return values;
  }
}
