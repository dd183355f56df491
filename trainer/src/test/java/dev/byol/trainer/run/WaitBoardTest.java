package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitBoardTest {
  private final List<String> shown = new ArrayList<>();
  private final WaitBoard board =
      new WaitBoard((code, sentence) -> shown.add(code + ": " + sentence), () -> shown.add("none"));

  @Test
  void aRefusalIsToldFromAnOutage() {
    board.waiting(
        "data", new StorageException(StorageException.Kind.REFUSED, 403, "may not", null));
    board.over("data");
    board.waiting("data", new IOException("No space left on device"));
    board.over("data");

    assertThat(shown)
        .containsExactly(
            ExitCode.STORAGE_REFUSED + ": may not",
            "none",
            ExitCode.STORAGE_UNAVAILABLE + ": No space left on device",
            "none");
  }

  @Test
  void aWaitKeepsItsFirstSentenceUntilItIsOfAnotherKind() {
    board.waiting("data", new IOException("cannot read a.png"));
    board.waiting("data", new IOException("cannot read b.png"));
    board.waiting("data", new StorageException(StorageException.Kind.REFUSED, 403, "no", null));

    assertThat(shown)
        .containsExactly(
            ExitCode.STORAGE_UNAVAILABLE + ": cannot read a.png",
            ExitCode.STORAGE_UNAVAILABLE + ": cannot read a.png",
            ExitCode.STORAGE_REFUSED + ": no");
  }

  @Test
  void theEndOfOneWaitShowsTheOther() {
    board.waiting("checkpoints", new IOException("full"));
    board.waiting("data", new IOException("away"));
    board.over("checkpoints");
    board.over("data");

    assertThat(shown)
        .extracting(line -> line.replaceAll(".*: ", ""))
        .containsExactly("full", "full", "away", "none");
  }
}
