package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.HeartbeatHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Figures are written now and then; everything else at once, and figures with it. */
class FiguresWaitTest {
  private final World world = new World();
  private final CheckpointReport saved =
      new CheckpointReport(100, "/data/runs/photos/100", world.now, 1000L);

  FiguresWaitTest() {
    world.running(120);
    world.reports(120, saved).settle();
  }

  @Test
  void figuresAreNotWrittenBeforeTheyAreDue() {
    ExperimentStatus before = world.status;
    hear(10);
    world.reports(130, saved);
    assertThat(world.pass().status()).isEqualTo(before);
    world.now = world.pulse.figuresDue();
    assertThat(world.pass().status().progress().step()).isEqualTo(130);
  }

  @Test
  void aBurstOfHeartbeatsMakesFewWrites() {
    int writes = 0;
    for (int i = 1; i <= 240; i++) {
      world.now = world.now.plusMillis(500);
      Instant due = world.pulse.figuresDue();
      world.pulse = new HeartbeatHistory(Optional.of(world.now), Optional.of(world.now), due);
      ExperimentStatus before = world.status;
      world.reports(120 + i / 2, saved).pass();
      if (!world.status.equals(before)) {
        writes++;
        world.pulse =
            new HeartbeatHistory(
                Optional.of(world.now), Optional.of(world.now), world.now.plusSeconds(30));
      }
    }
    assertThat(writes).isEqualTo(4);
  }

  @Test
  void aCheckpointIsWrittenAtOnceAndTheFiguresWithIt() {
    hear(10);
    world.reports(205, new CheckpointReport(200, "/data/runs/photos/200", world.now, 1000L)).pass();
    assertThat(world.status.checkpoint().step()).isEqualTo(200);
    assertThat(world.status.progress().step()).isEqualTo(205);
  }

  @Test
  void whatATrainerWantsKnownIsWrittenAtOnce() {
    hear(10);
    world.evaluates(130, 0).pass();
    assertThat(world.status.message()).isEqualTo("Evaluating the encoder.");
  }

  @Test
  void theEndIsWrittenAtOnceWithTheLastStep() {
    hear(10);
    world.reports(300, saved).completes(null).pass();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
    assertThat(world.status.progress().step()).isEqualTo(300);
  }

  @Test
  void aStallIsCountedFromTheStepThatWasHeardThoughItWasNotWritten() {
    hear(20);
    world.reports(130, saved).pass();
    assertThat(world.status.progress().step()).isEqualTo(120);
    world.pass(Duration.ofSeconds(599));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.status.phase()).isEqualTo(Phase.STOPPING);
  }

  @Test
  void anExperimentThatTrainsIsLookedAtEachMinute() {
    assertThat(world.pass().again().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void anAttemptThatWasBegunIsLookedAtSoonThoughNobodyHearsOfItsPods() {
    assertThat(new World().pass().again()).contains(Duration.ofSeconds(6));
  }

  @Test
  void aMinuteOfSilenceWritesNothing() {
    ExperimentStatus before = world.status;
    world.pass(Duration.ofSeconds(60));
    assertThat(world.status).isEqualTo(before);
  }

  /** A heartbeat {@code seconds} later moves the step; its figures are due in half a minute. */
  private void hear(long seconds) {
    world.now = world.now.plusSeconds(seconds);
    world.pulse =
        new HeartbeatHistory(
            Optional.of(world.now), Optional.of(world.now), world.now.plusSeconds(30));
  }
}
