package dev.byol.trainer.checkpoint.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.PartDescriptor;
import dev.byol.trainer.checkpoint.Samples;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.FullFiles;
import dev.byol.trainer.storage.HeardWaits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The checkpoints are in a directory whose disk is full, or that may not be written any more. */
@Timeout(60)
class FullDiskTest {
  private static final Duration PAUSE = Duration.ofMillis(20);

  @TempDir Path folder;
  private final FullFiles disk = new FullFiles();
  private final List<Long> completed = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ExecutorService background = Executors.newSingleThreadExecutor();

  @AfterEach
  void end() {
    background.shutdownNow();
  }

  @Test
  void theStateIsKeptUntilThereIsRoomAndThenWritten() throws Exception {
    DirectoryStore store = disk.store(folder.resolve("checkpoints"));
    Spool sameDisk = new Spool(disk.store(folder.resolve("spool")), 1 << 20);
    try (SpooledWriter writer = writer(store, sameDisk)) {
      disk.fill();
      Future<?> saving = background.submit(() -> save(writer, 10));
      awaitRefusals(4);
      assertThat(saving.isDone()).isFalse();
      assertThat(writer.lastFailure().orElseThrow()).hasMessage("No space left on device");

      disk.makeRoom();
      saving.get(20, TimeUnit.SECONDS);
    }
    assertThat(completed).containsExactly(10L);
    try (Checkpoint made = CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      assertThat(Samples.isIntact(made)).isTrue();
    }
    assertThat(heard).contains("No space left on device").last().isEqualTo("over");
    assertThat(filesIn(folder)).noneMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void aManifestThatFindsNoRoomIsWrittenWhenThereIsSome() throws Exception {
    DirectoryStore store = disk.store(folder.resolve("checkpoints"));
    Spool sameDisk = new Spool(disk.store(folder.resolve("spool")), 1 << 20);
    try (SpooledWriter writer = writer(store, sameDisk)) {
      CheckpointInfo info = Samples.info(10, 1, 1);
      List<PartDescriptor> parts = List.of(writer.writePart(info, 0, Samples.state(10)));
      disk.fill();
      Future<?> committing = background.submit(() -> writer.commit(info, parts));
      awaitRefusals(4);
      disk.makeRoom();
      committing.get(20, TimeUnit.SECONDS);
      assertThat(writer.awaitEmpty(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(completed).containsExactly(10L);
  }

  @Test
  void aSpoolOnADiskWithRoomTakesWhatTheFullOneDoesNot() throws Exception {
    DirectoryStore store = disk.store(folder.resolve("checkpoints"));
    Spool otherDisk = new Spool(folder.resolve("spool"), 1 << 20);
    try (SpooledWriter writer = writer(store, otherDisk)) {
      disk.fill();
      save(writer, 10);
      assertThat(writer.kept()).hasValueSatisfying(kept -> assertThat(Path.of(kept)).isDirectory());
      disk.makeRoom();
      assertThat(writer.awaitEmpty(Duration.ofSeconds(20))).isTrue();
      assertThat(writer.kept()).isEmpty();
    }
    assertThat(completed).containsExactly(10L);
  }

  @Test
  void whoEndsWhileItWaitsEndsAtOnce() throws Exception {
    DirectoryStore store = disk.store(folder.resolve("checkpoints"));
    Spool sameDisk = new Spool(disk.store(folder.resolve("spool")), 1 << 20);
    try (SpooledWriter writer = writer(store, sameDisk)) {
      disk.fill();
      Future<?> saving = background.submit(() -> save(writer, 10));
      awaitRefusals(2);
      background.shutdownNow();
      assertThat(background.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(saving::get)
          .hasRootCauseMessage("interrupted while a checkpoint waited for room");
    }
  }

  private SpooledWriter writer(CheckpointStore store, Spool spool) {
    return new SpooledWriter(
        store,
        spool,
        1,
        PAUSE,
        new HeardWaits(heard),
        (info, parts, made) -> completed.add(info.step()));
  }

  private static Void save(SpooledWriter writer, long step) throws IOException {
    CheckpointInfo info = Samples.info(step, 1, 1);
    writer.commit(info, List.of(writer.writePart(info, 0, Samples.state(step))));
    return null;
  }

  private void awaitRefusals(int count) throws InterruptedException {
    while (disk.refusals() < count) {
      Thread.sleep(5);
    }
  }

  private static List<String> filesIn(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files.map(Path::toString).toList();
    }
  }
}
