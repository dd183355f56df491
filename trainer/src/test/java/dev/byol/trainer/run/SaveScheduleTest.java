package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SaveScheduleTest {
  private final MovableClock clock = new MovableClock(Instant.EPOCH);

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
    clock.advance(Duration.ofSeconds(60));
    assertThat(schedule.isDue(1)).isTrue();
    schedule.taken();
    assertThat(schedule.isDue(1)).isFalse();

    clock.advance(Duration.ofSeconds(29));
    assertThat(schedule.isNextNear(1)).isFalse();
    clock.advance(Duration.ofSeconds(1));
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
