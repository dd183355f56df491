package dev.byol.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.engine.profile.ProfiledEngine;
import dev.byol.trainer.engine.profile.StepProfile;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import org.junit.jupiter.api.Test;

class StepProfileTest {
  @Test
  void everyKindOfLayerOfAStepIsMeasuredOnEveryLane() {
    Nd4jEngine measured = Nd4jEngine.start(Precision.FLOAT32);
    StepProfile profile = new StepProfile(measured.timer());
    try (ProfiledEngine engine = new ProfiledEngine(measured, profile);
        StepBench bench =
            new StepBench(engine, StepBench.Setting.of(Architecture.TINY, 16, 4), 2)) {
      bench.step();
      profile.clear();
      bench.step();
    }
    assertThat(profile.rows())
        .extracting(StepProfile.Row::kind)
        .contains(
            StepProfile.Kind.CONVOLUTION,
            StepProfile.Kind.BATCH_NORM,
            StepProfile.Kind.LINEAR,
            StepProfile.Kind.INPUT,
            StepProfile.Kind.LOSS,
            StepProfile.Kind.POOL);
    // The stem, of two networks, on two lanes; backward through one network.
    assertThat(profile.rows())
        .filteredOn(row -> row.detail().startsWith("7x7/2"))
        .extracting(row -> row.pass() + " " + row.calls())
        .containsExactlyInAnyOrder("FORWARD 4", "BACKWARD 2");
  }
}
