package dev.byol.trainer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoudWaitTest {
  private final AtomicLong now = new AtomicLong();
  private final List<String> said = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final LoudWait wait = new LoudWait(said::add, new HeardWaits(heard), now::get);

  @Test
  void itSpeaksAtOnceAndThenAtIntervalsThatDoubleToAnHour() {
    List<Long> minutes = new ArrayList<>();
    for (int minute = 0; minute <= 600; minute++) {
      now.set(Duration.ofMinutes(minute).toNanos());
      int before = said.size();
      wait.goesOn("The training waits", new IOException("no answer"));
      if (said.size() > before) {
        minutes.add((long) minute);
      }
    }

    assertThat(minutes).startsWith(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L);
    assertThat(said.get(0)).isEqualTo("The training waits: no answer");
    assertThat(said.get(2)).isEqualTo("The training waits, for 3 min now: no answer");
  }

  @Test
  void itTellsWhenItIsOverAndNothingIfNothingWasWaitedFor() {
    wait.isOver("It works again");
    assertThat(said).isEmpty();
    assertThat(heard).isEmpty();

    wait.goesOn("The training waits", new IOException("no answer"));
    now.set(Duration.ofSeconds(90).toNanos());
    wait.isOver("It works again");

    assertThat(said).last().isEqualTo("It works again, after 90 s.");
    assertThat(heard).containsExactly("no answer", "over");
  }
}
