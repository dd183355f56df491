package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LastWaitTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private static final StopGrace GRACE = new StopGrace(Optional.of(Duration.ofSeconds(120)));

  private final AtomicBoolean stop = new AtomicBoolean();
  private final LastWait wait =
      new LastWait(Duration.ofHours(1), GRACE, stop::get, OptionalLong::empty, nanos::get);

  @Test
  void aStopWhileItWaitsLeavesTheGraceAlone() {
    pass(Duration.ofMinutes(20));
    assertThat(wait.remaining()).isEqualTo(Duration.ofMinutes(40));
    stop.set(true);
    assertThat(wait.remaining()).isEqualTo(Duration.ofSeconds(105));
    pass(Duration.ofSeconds(100));
    assertThat(wait.remaining()).isEqualTo(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(6));
    assertThat(wait.remaining()).isZero();
  }

  @Test
  void aStopIsNoReasonToWaitLonger() {
    pass(Duration.ofMinutes(59).plusSeconds(50));
    stop.set(true);
    assertThat(wait.remaining()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void whatTheStepInHandTookOfTheGraceIsGone() {
    long asked = nanos.get();
    pass(Duration.ofSeconds(60));
    LastWait rest =
        new LastWait(
            Duration.ofHours(1), GRACE, () -> true, () -> OptionalLong.of(asked), nanos::get);
    assertThat(rest.remaining()).isEqualTo(Duration.ofSeconds(45));
    pass(Duration.ofSeconds(40));
    assertThat(rest.remaining()).isEqualTo(Duration.ofSeconds(5));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
