package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.EndReason;
import dev.byol.api.status.AttemptStatus;
import dev.byol.api.status.ExperimentStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CrowdTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final AttemptStatus LIVES =
      AttemptStatus.intended(1, "photos-a1", "config", 2, "trainer:1", "Created", START);

  private Instant now = START;
  private final Crowd crowd = new Crowd(new Now());

  @Test
  void whatFailedInTheLastMinuteIsCounted() {
    for (int i = 0; i < 90; i++) {
      now = START.plusSeconds(i);
      crowd.observe(status(LIVES), status(stopped(EndReason.STALLED)));
    }
    assertThat(crowd.lately()).isEqualTo(60);
    now = now.plusSeconds(59);
    assertThat(crowd.lately()).isEqualTo(1);
    now = now.plusSeconds(1);
    assertThat(crowd.lately()).isZero();
  }

  @Test
  void oneFailureCountsOnce() {
    crowd.observe(status(LIVES), status(stopped(EndReason.STALLED)));
    crowd.observe(status(stopped(EndReason.STALLED)), status(stopped(EndReason.STALLED)));
    assertThat(crowd.lately()).isEqualTo(1);
  }

  @Test
  void whatWasPlannedIsNoFailure() {
    crowd.observe(status(LIVES), status(stopped(EndReason.SUSPENDED)));
    crowd.observe(ExperimentStatus.none(), status(LIVES));
    assertThat(crowd.lately()).isZero();
  }

  private static AttemptStatus stopped(EndReason why) {
    return LIVES.stopping(why.word(), START);
  }

  private static ExperimentStatus status(AttemptStatus attempt) {
    return ExperimentStatus.none().with().attempt(attempt).build();
  }

  private final class Now extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
