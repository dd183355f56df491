package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 24, 12, 0, 5);

  @TempDir Path folder;

  @Test
  void aSecondRunInTheSameFolderIsRefusedWithTheProcessThatHoldsIt() throws IOException {
    var run = new RunFolder(folder.resolve("runs/photos"), Optional.empty());
    try (RunFolder.Lock lock = run.lock()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(run::lock)
          .isInstanceOf(RunFolderBusyException.class)
          .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")");
      assertThatThrownBy(() -> run.setAside(NOON)).isInstanceOf(RunFolderBusyException.class);
    }
    run.lock().close();
  }

  @Test
  void aWorkerWaitsForItsPredecessorToEnd() throws Exception {
    var run = new RunFolder(folder.resolve("runs/photos"), Optional.empty());
    RunFolder.Lock predecessor = run.lockOf(1, Duration.ZERO);
    run.lockOf(0, Duration.ZERO).close();
    assertThatThrownBy(() -> run.lockOf(1, Duration.ZERO))
        .isInstanceOf(RunFolderBusyException.class);
    var end = CompletableFuture.runAsync(() -> closeSoon(predecessor));

    run.lockOf(1, Duration.ofSeconds(20)).close();

    end.get(20, TimeUnit.SECONDS);
  }

  private static void closeSoon(RunFolder.Lock lock) {
    try {
      Thread.sleep(100);
      lock.close();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFreshRunMovesTheFilesOfTheEarlierOneAside() throws IOException {
    Path root = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(root.resolve("metrics.jsonl"), "{}");
    Path checkpoints = Files.createDirectories(folder.resolve("checkpoints"));

    var moved = new RunFolder(root, Optional.of(checkpoints)).setAside(NOON);

    assertThat(moved)
        .containsExactly(
            folder.resolve("photos.before-20261124-120005"),
            folder.resolve("checkpoints.before-20261124-120005"));
    assertThat(folder.resolve("photos.before-20261124-120005/metrics.jsonl")).exists();
    assertThat(root).doesNotExist();
  }

  @Test
  void oneFolderForBothIsMovedOnceAndAMissingOneNotAtAll() throws IOException {
    Path root = Files.createDirectories(folder.resolve("photos"));

    assertThat(new RunFolder(root, Optional.of(root)).setAside(NOON)).hasSize(1);
    assertThat(new RunFolder(root, Optional.of(root)).setAside(NOON)).isEmpty();
  }
}
