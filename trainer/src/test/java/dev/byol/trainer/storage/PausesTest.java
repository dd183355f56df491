package dev.byol.trainer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausesTest {
  private final Pauses pauses = new Pauses(Duration.ofMillis(100), Duration.ofMillis(300));

  @Test
  void eachIsTwiceTheOneBeforeUpToTheLongestOrAsShortAsHalfOfThat() {
    for (int wholeMillis : new int[] {100, 200, 300, 300}) {
      assertThat(pauses.next().toMillis()).isBetween(wholeMillis / 2L, (long) wholeMillis);
    }
    pauses.reset();
    assertThat(pauses.next().toMillis()).isBetween(50L, 100L);
  }

  @Test
  void noneIsNothing() {
    Pauses none = new Pauses(Duration.ZERO, Duration.ZERO);
    assertThat(none.next()).isEqualTo(Duration.ofMillis(1));
  }
}
