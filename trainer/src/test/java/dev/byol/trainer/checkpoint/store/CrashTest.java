package dev.byol.trainer.checkpoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.Retention;
import dev.byol.trainer.checkpoint.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashTest {

  @TempDir Path folder;

  /** What a process does; it may die in it. */
  private interface Work {
    void on(CheckpointStore store) throws IOException;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void dyingAtAnyOperationOfASaveLeavesTheOldOrTheNewCheckpoint(int worldSize) throws IOException {
    int deaths = dieEverywhere(store -> Samples.save(store, 20, worldSize, 1), 10, 20);
    assertThat(deaths).isGreaterThan(5 * worldSize);
  }

  @Test
  void dyingInTheFirstSaveLeavesNothingOrTheNewCheckpoint() throws IOException {
    for (int deadline = 0; ; deadline++) {
      Path root = folder.resolve("run" + deadline);
      DyingFiles files = new DyingFiles(deadline);
      boolean died = run(new DirectoryStore(root, files), s -> Samples.save(s, 20, 2, 1));
      CheckpointLoader.Found found = CheckpointLoader.newestComplete(new DirectoryStore(root));
      if (found.checkpoint().isPresent()) {
        try (Checkpoint checkpoint = found.checkpoint().get()) {
          assertThat(Samples.isIntact(checkpoint)).as("death at %d", deadline).isTrue();
        }
      }
      if (!died) {
        assertThat(found.checkpoint()).isPresent();
        return;
      }
    }
  }

  @Test
  void dyingAnywhereInRetentionLeavesTheNewestCheckpoint() throws IOException {
    dieEverywhere(
        store ->
            new Retention(store, 1, OptionalLong.empty(), Clock.fixed(Samples.NOON, ZoneOffset.UTC))
                .apply(1),
        20,
        20);
  }

  @Test
  void anotherSaveSucceedsAfterADeathAtAnyOperation() throws IOException {
    for (int deadline = 0; ; deadline++) {
      Path root = folder.resolve("run" + deadline);
      DirectoryStore store = new DirectoryStore(root);
      Samples.save(store, 10, 2, 1);
      boolean died =
          run(new DirectoryStore(root, new DyingFiles(deadline)), s -> Samples.save(s, 20, 2, 1));
      Samples.save(store, 20, 3, 2);
      new Retention(store, 1, OptionalLong.empty(), Clock.systemUTC()).apply(2);
      try (Checkpoint checkpoint =
          CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
        assertThat(checkpoint.info().attempt()).isEqualTo(2);
        assertThat(Samples.isIntact(checkpoint)).isTrue();
      }
      assertThat(store.list("step-")).as("old parts are gone").hasSize(4);
      if (!died) {
        return;
      }
    }
  }

  /** The checkpoints 10 and {@code before} exist; {@code work} dies at each operation in turn. */
  private int dieEverywhere(Work work, long before, long after) throws IOException {
    for (int deadline = 0; ; deadline++) {
      Path root = folder.resolve("run" + deadline);
      DirectoryStore store = new DirectoryStore(root);
      Samples.save(store, 10, 2, 1);
      if (before != 10) {
        Samples.save(store, before, 2, 1);
      }
      DyingFiles files = new DyingFiles(deadline);
      boolean died = run(new DirectoryStore(root, files), work);
      try (Checkpoint checkpoint =
          CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
        assertThat(checkpoint.info().step()).as("death at %d", deadline).isIn(before, after);
        assertThat(Samples.isIntact(checkpoint)).as("death at %d", deadline).isTrue();
        if (!died) {
          assertThat(checkpoint.info().step()).isEqualTo(after);
          return deadline;
        }
      }
    }
  }

  private static boolean run(CheckpointStore store, Work work) throws IOException {
    try {
      work.on(store);
      return false;
    } catch (DyingFiles.Died e) {
      return true;
    }
  }
}
