package dev.byol.trainer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutlastTest {
  private final List<String> said = new ArrayList<>();
  private final Outlast outlast = new Outlast(Duration.ofSeconds(20), said::add, Waits.NONE);

  @Test
  void aCallThatSucceedsDoesNotEndTheWaitOfAnother() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    String answer =
        outlast.call(
            () -> {
              if (tries.getAndIncrement() == 0) {
                throw new StorageException(StorageException.Kind.AWAY, 503, "away", null);
              }
              assertThat(outlast.call(() -> "another bucket's")).isEqualTo("another bucket's");
              assertThat(said).containsExactly("The training waits for the store: away");
              return "this bucket's";
            });

    assertThat(answer).isEqualTo("this bucket's");
    assertThat(said).hasSize(2).last().asString().startsWith("The store serves us again, after ");
  }
}
