package dev.byol.operator.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.operator.MovableClock;
import dev.byol.operator.refusal.Refusal.Kind;
import dev.byol.operator.refusal.RetryPauses.Attempted;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPausesTest {
  private static final String UID = "one";

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final RetryPauses pauses = new RetryPauses(clock, new Random(1));

  @Test
  void theSameIsTriedAtGrowingPausesHoweverOftenSomebodyLooks() {
    var what = new Attempted(1, "create");
    int tries = 0;
    for (int tick = 0; tick < 60_000; tick += 30) {
      if (pauses.left(UID, what).isEmpty()) {
        tries++;
        pauses.refused(UID, what, Kind.NAME_IN_USE);
      }
      clock.advance(Duration.ofMillis(30));
    }
    assertThat(tries).as("tries in a minute").isBetween(5, 8);
  }

  @Test
  void triesThatChangeWhatIsWantedAreASecondApart() {
    int tries = 0;
    for (int tick = 0; tick < 60_000; tick += 30) {
      var what = new Attempted(1, "create, try " + tick);
      if (pauses.left(UID, what).isEmpty()) {
        tries++;
        pauses.refused(UID, what, Kind.INVALID);
      }
      clock.advance(Duration.ofMillis(30));
    }
    assertThat(tries).isBetween(50, 60);
  }

  @Test
  void anEditIsTriedAtOnce() {
    pauses.refused(UID, new Attempted(1, "create"), Kind.QUOTA);
    assertThat(pauses.left(UID, new Attempted(1, "create"))).isPresent();
    assertThat(pauses.left(UID, new Attempted(2, "create"))).isEmpty();
  }

  @Test
  void pausesDifferBetweenExperiments() {
    var what = new Attempted(1, "create");
    assertThat(pauses.refused("a", what, Kind.AWAY))
        .isNotEqualTo(pauses.refused("b", what, Kind.AWAY));
  }

  @Test
  void noPauseIsLongerThanFortySeconds() {
    var what = new Attempted(1, "create");
    for (int i = 0; i < 100; i++) {
      assertThat(pauses.refused(UID, what, Kind.AWAY)).isLessThan(Duration.ofSeconds(40));
    }
  }

  @Test
  void successForgetsTheRefusal() {
    var what = new Attempted(1, "create");
    pauses.refused(UID, what, Kind.AWAY);
    pauses.went(UID);
    assertThat(pauses.left(UID, what)).isEmpty();
  }
}
