package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.checkpoint.store.TemporaryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  @TempDir Path folder;
  private DirectoryStore store;

  @BeforeEach
  void fourCheckpoints() throws IOException {
    store = new DirectoryStore(folder);
    for (int step = 10; step <= 40; step += 10) {
      Samples.save(store, step, 2, 1);
    }
  }

  @Test
  void theLastNStay() throws IOException {
    assertThat(apply(2)).containsExactly("step-00000020", "step-00000010");
    assertThat(folders()).containsExactly("step-00000030", "step-00000040");
    assertThat(apply(2)).isEmpty();
  }

  @Test
  void multiplesOfKeepEveryStayForGood() throws IOException {
    Retention retention = new Retention(store, 1, OptionalLong.of(20), Clock.systemUTC());
    assertThat(retention.apply(1)).containsExactly("step-00000030", "step-00000010");
    assertThat(folders()).containsExactly("step-00000020", "step-00000040");
  }

  @Test
  void whatLatestNamesStays() throws IOException {
    store.put(CheckpointStore.LATEST, ObjectBody.of("step-00000020\n"));
    assertThat(apply(1)).containsExactly("step-00000010");
    assertThat(folders()).containsExactly("step-00000020", "step-00000030", "step-00000040");
  }

  @Test
  void withoutLatestNothingIsRemoved() throws IOException {
    store.delete(CheckpointStore.LATEST);
    assertThat(apply(1)).isEmpty();
    assertThat(folders()).hasSize(4);
  }

  @Test
  void unfinishedOldOnesAreRemovedAndFilesOfOthersStay() throws IOException {
    store.delete("step-00000010/manifest.json");
    Files.writeString(folder.resolve("step-00000010/notes.txt"), "mine");
    assertThat(apply(9)).containsExactly("step-00000010");
    assertThat(store.list("step-00000010")).containsExactly("step-00000010/notes.txt");
  }

  @Test
  void partsInFlightAboveLatestStay() throws IOException {
    CheckpointWriter writer = new CheckpointWriter(store);
    writer.writePart(Samples.info(50, 2, 1), 1, Samples.share(Samples.state(50), 1, 2));
    apply(2);
    assertThat(store.list("step-00000050")).hasSize(1);
    new Retention(store, 2, OptionalLong.empty(), Clock.systemUTC()).apply(2);
    assertThat(store.list("step-00000050")).as("of an older attempt").isEmpty();
  }

  @Test
  void temporaryFilesOfDeadWritersAreRemovedAndLivingOnesStay() throws Exception {
    Path living = Files.writeString(TemporaryName.beside(folder.resolve("latest")), "x");
    String own = living.getFileName().toString();
    long pid = ProcessHandle.current().pid();
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path dead =
        Files.writeString(
            folder.resolve(own.replace("~" + pid + "~", "~" + ended.pid() + "~")), "x");
    Path elsewhere = Files.writeString(folder.resolve("latest.tmp-another-host~1~1"), "x");
    Path old = Files.writeString(folder.resolve("latest.tmp-another-host~1~2"), "x");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));
    apply(2);
    assertThat(Stream.of(living, elsewhere)).allMatch(Files::exists);
    assertThat(Stream.of(dead, old)).noneMatch(Files::exists);
    assertThat(store.list("")).noneMatch(key -> key.contains("tmp"));
  }

  private List<String> apply(int keepLast) throws IOException {
    return new Retention(store, keepLast, OptionalLong.empty(), Clock.systemUTC()).apply(1);
  }

  private List<String> folders() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("step-"))
          .sorted()
          .toList();
    }
  }
}
