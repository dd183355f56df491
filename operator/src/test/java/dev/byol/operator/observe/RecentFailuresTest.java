package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.EndReason;
import dev.byol.api.status.AttemptStatus;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentFailuresTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final AttemptStatus LIVES =
      AttemptStatus.intended(1, "photos-a1", "config", 2, "trainer:1", "Created", START);

  private final MovableClock clock = new MovableClock(START);
  private final RecentFailures recentFailures = new RecentFailures(clock);

  @Test
  void whatFailedInTheLastMinuteIsCounted() {
    for (int i = 0; i < 90; i++) {
      clock.set(START.plusSeconds(i));
      recentFailures.observe(status(LIVES), status(stopped(EndReason.STALLED)));
    }
    assertThat(recentFailures.lately()).isEqualTo(60);
    clock.advance(Duration.ofSeconds(59));
    assertThat(recentFailures.lately()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(recentFailures.lately()).isZero();
  }

  @Test
  void oneFailureCountsOnce() {
    recentFailures.observe(status(LIVES), status(stopped(EndReason.STALLED)));
    recentFailures.observe(status(stopped(EndReason.STALLED)), status(stopped(EndReason.STALLED)));
    assertThat(recentFailures.lately()).isEqualTo(1);
  }

  @Test
  void whatWasPlannedIsNoFailure() {
    recentFailures.observe(status(LIVES), status(stopped(EndReason.SUSPENDED)));
    recentFailures.observe(ExperimentStatus.none(), status(LIVES));
    assertThat(recentFailures.lately()).isZero();
  }

  private static AttemptStatus stopped(EndReason why) {
    return LIVES.stopping(why.word(), START);
  }

  private static ExperimentStatus status(AttemptStatus attempt) {
    return ExperimentStatus.none().with().attempt(attempt).build();
  }
}
