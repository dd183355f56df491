package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SaveScheduleTest {
  private final Hands clock = new Hands();

  /** A clock whose time the test sets. */
  private static final class Hands extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void bySteps() {
    SaveSchedule schedule = new SaveSchedule(OptionalLong.of(10), Optional.empty(), clock);

    assertThat(schedule.isDue(19)).isFalse();
    assertThat(schedule.isDue(20)).isTrue();
    assertThat(schedule.isNextNear(24)).isFalse();
    assertThat(schedule.isNextNear(25)).isTrue();
  }

  @Test
  void byTime() {
    SaveSchedule schedule =
        new SaveSchedule(OptionalLong.empty(), Optional.of(Duration.ofSeconds(60)), clock);
    clock.now = Instant.EPOCH.plusSeconds(60);
    assertThat(schedule.isDue(1)).isTrue();
    schedule.taken();
    assertThat(schedule.isDue(1)).isFalse();

    clock.now = Instant.EPOCH.plusSeconds(89);
    assertThat(schedule.isNextNear(1)).isFalse();
    clock.now = Instant.EPOCH.plusSeconds(90);
    assertThat(schedule.isNextNear(1)).isTrue();
    assertThat(schedule.isDue(1)).isFalse();
  }

  @Test
  void oneThatIsDueIsNear() {
    SaveSchedule schedule = new SaveSchedule(OptionalLong.of(1), Optional.empty(), clock);

    assertThat(schedule.isDue(7)).isTrue();
    assertThat(schedule.isNextNear(7)).isTrue();
  }

  @Test
  void anOrderIsDueUntilItIsTaken() {
    SaveSchedule schedule = new SaveSchedule(OptionalLong.empty(), Optional.empty(), clock);
    assertThat(schedule.isDue(1)).isFalse();
    schedule.order();

    assertThat(schedule.isDue(2)).isTrue();
    assertThat(schedule.isNextNear(2)).isTrue();
    schedule.taken();
    assertThat(schedule.isDue(3)).isFalse();
  }
}
