package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.Control;
import dev.byol.api.status.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is a hang, and what only takes long. */
class HangsTest {
  private final World world = new World();

  @Test
  void aHangIsDumpedAndThenEnded() {
    world.running(120);
    world.pass(Duration.ofSeconds(599));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.toldLast()).isEqualTo(Control.Action.DUMP);
    assertThat(world.condition("Progressing")).returns("Stalled", c -> c.reason());
    assertThat(world.jobs).hasSize(1);
    world.pass(Duration.ofSeconds(15));
    assertThat(world.jobs).isEmpty();
    world.pass();
    assertThat(world.status.attempts().get(0))
        .returns("Stalled", a -> a.endedBy())
        .returns("Failure", a -> a.charge());
    assertThat(world.status.phase()).isEqualTo(Phase.RESTARTING);
  }

  @Test
  void anEvaluationThatMovesIsNoHangHoweverLong() {
    world.running(600);
    for (int part = 1; part <= 20; part++) {
      world.evaluates(600, part).settle();
      world.pass(Duration.ofSeconds(400));
    }
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.message()).isEqualTo("Evaluating the encoder.");
  }

  @Test
  void anEvaluationThatStandsStillIsAHang() {
    world.running(600);
    world.evaluates(600, 7).settle();
    world.pass(Duration.ofSeconds(599));
    world.evaluates(600, 7).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.toldLast()).isEqualTo(Control.Action.DUMP);
  }

  @Test
  void anAttemptThatHasOnlyToEvaluateHasStarted() {
    world.settle();
    world.podsRun().settle();
    world.evaluates(600, 1).settle();
    world.pass(Duration.ofSeconds(500));
    world.evaluates(600, 2).settle();
    world.pass(Duration.ofSeconds(500));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void timeInWhichNobodyWatchedIsNoHang() {
    world.running(120);
    world.now = world.now.plus(Duration.ofHours(2));
    world.watchingSince = world.now;
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.trainsTo(9000 % 300).settle();
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }
}
