package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.status.Phase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What befalls many experiments at once is not answered by all of them at once. */
class RetrySpreadTest {
  private final World world = new World();

  @Test
  void aThousandThatFailTogetherBeginAgainOverAHundredSeconds() {
    world.recentFailures = 1000;
    int[] tenths = new int[10];
    for (int attempt = 1; attempt <= 1000; attempt++) {
      Duration share = RetrySpread.of(world.observation(), attempt);
      assertThat(share).isLessThan(Duration.ofSeconds(100));
      tenths[(int) (share.toSeconds() / 10)]++;
    }
    for (int tenth : tenths) {
      assertThat(tenth).isBetween(60, 140);
    }
  }

  @Test
  void whatFailsAloneWaitsForNobody() {
    world.recentFailures = 1;
    assertThat(RetrySpread.of(world.observation(), 1)).isZero();
  }

  @Test
  void nobodyIsPutOffForMoreThanFiveMinutes() {
    world.recentFailures = 1_000_000;
    for (int attempt = 1; attempt <= 1000; attempt++) {
      assertThat(RetrySpread.of(world.observation(), attempt)).isLessThan(Duration.ofMinutes(5));
    }
  }

  @Test
  void aNewAttemptWaitsItsShareAfterTheOthersFailedToo() {
    world.running(120);
    world.recentFailures = 1000;
    world.ends(0, ExitCode.STORAGE_UNAVAILABLE, "no answer").settle();
    Instant due = world.status.attempt().retryAt();
    assertThat(world.status.phase()).isEqualTo(Phase.RESTARTING);
    assertThat(due).isEqualTo(world.now.plus(RetrySpread.of(world.observation(), 1)));
    world.pass(Duration.between(world.now, due)).settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }

  @Test
  void ofManyThatFellSilentEachIsStoppedWhenItsTurnHasCome() {
    world.running(120);
    world.recentFailures = 1000;
    Duration share = RetrySpread.of(world.observation(), 1);
    world.pass(Duration.ofSeconds(600));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    Decision decision = world.pass(share.minusMillis(1)).pass();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(decision.again()).contains(Duration.ofMillis(200));
    world.pass(Duration.ofMillis(1));
    assertThat(world.status.phase()).isEqualTo(Phase.STOPPING);
  }

  @Test
  void aPlannedRestartWaitsForNobody() {
    world.running(120);
    world.recentFailures = 1000;
    world.edit("spec.lifecycle.restartNonce=again").settle();
    world.stops().settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }
}
