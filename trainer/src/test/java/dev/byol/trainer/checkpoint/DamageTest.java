package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
  @TempDir Path folder;
  private DirectoryStore store;

  @BeforeEach
  void twoCheckpoints() throws IOException {
    store = new DirectoryStore(folder);
    Samples.save(store, 10, 2, 1);
    Samples.save(store, 20, 2, 1);
  }

  @Test
  void theNewestIsTakenAndNothingRejected() throws IOException {
    assertNewest(20);
    assertThat(rejected()).isEmpty();
  }

  @Test
  void anyAlteredByteOfAnyFileIsFoundAndTheOneBeforeIsUsed() throws IOException {
    Random random = new Random(5);
    for (Path file : filesOf("step-00000020")) {
      byte[] whole = Files.readAllBytes(file);
      for (int round = 0; round < 20; round++) {
        byte[] altered = whole.clone();
        int at = random.nextInt(altered.length);
        altered[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, altered);
        assertNewest(10);
        assertThat(rejected()).hasSize(1);
        assertThat(rejected().get(0).name()).isEqualTo("step-00000020");
        assertThat(rejected().get(0).sentence()).contains(file.getFileName().toString());
      }
      Files.write(file, whole);
    }
  }

  @Test
  void aFileCutShortIsFoundAndTheOneBeforeIsUsed() throws IOException {
    for (Path file : filesOf("step-00000020")) {
      byte[] whole = Files.readAllBytes(file);
      for (int length : new int[] {0, 1, 7, 8, 9, whole.length / 2, whole.length - 1}) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertNewest(10);
        assertThat(rejected()).hasSize(1);
      }
      Files.write(file, whole);
    }
  }

  @Test
  void aMissingPartIsFoundAndTheOneBeforeIsUsed() throws IOException {
    Files.delete(folder.resolve("step-00000020/part-00001-of-00002.a1g1.safetensors"));
    assertNewest(10);
    assertThat(rejected().get(0).sentence()).contains("part-00001").contains("no such file");
  }

  @Test
  void aMissingManifestMeansUnfinished() throws IOException {
    Files.delete(folder.resolve("step-00000020/manifest.json"));
    assertNewest(10);
    assertThat(rejected().get(0).sentence()).contains("has no manifest");
  }

  @Test
  void aManifestOfAnotherStepIsFound() throws IOException {
    Files.copy(
        folder.resolve("step-00000010/manifest.json"),
        Files.createDirectory(folder.resolve("step-00000030")).resolve("manifest.json"));
    assertNewest(20);
    assertThat(rejected().get(0).sentence()).contains("is of step 10");
  }

  @Test
  void withoutLatestTheNewestIsTaken() throws IOException {
    Files.delete(folder.resolve("latest"));
    assertNewest(20);
  }

  @Test
  void latestNamingAMissingFolderIsReported() throws IOException {
    Files.writeString(folder.resolve("latest"), "step-00000099\n");
    assertNewest(20);
    assertThat(rejected())
        .containsExactly(new Rejected("latest", "names 'step-00000099', which is not there"));
  }

  @Test
  void rubbishInLatestIsNoHarm() throws IOException {
    Files.write(folder.resolve("latest"), new byte[100_000]);
    assertNewest(20);
    Files.writeString(folder.resolve("latest"), "../../etc\n\u0007");
    assertNewest(20);
  }

  @Test
  void foreignFilesAreNoHarm() throws IOException {
    Files.writeString(folder.resolve("notes of mine.txt"), "hello");
    Files.createDirectories(folder.resolve("step-abc/x/y/z"));
    Files.writeString(folder.resolve("step-00000021"), "a file, not a folder");
    Files.writeString(folder.resolve("step-00000020/.DS_Store"), "");
    assertNewest(20);
  }

  @Test
  void whenAllAreDamagedNothingStartsFromTheBeginning() throws IOException {
    for (String name : List.of("step-00000010", "step-00000020")) {
      Files.writeString(folder.resolve(name).resolve("manifest.json"), "{}");
    }
    assertThatThrownBy(() -> CheckpointLoader.newestComplete(store))
        .isInstanceOf(NoUsableCheckpointException.class)
        .hasMessageContaining("step-00000010")
        .hasMessageContaining("step-00000020")
        .hasMessageContaining("restore one from a backup");
  }

  @Test
  void whenOnlyLatestIsLeftNothingStartsFromTheBeginning() throws IOException {
    for (Path file :
        Stream.concat(filesOf("step-00000010").stream(), filesOf("step-00000020").stream())
            .toList()) {
      Files.delete(file);
    }
    assertThatThrownBy(() -> CheckpointLoader.newestComplete(store))
        .isInstanceOf(NoUsableCheckpointException.class);
  }

  @Test
  void anEmptyOrMissingFolderHasNoCheckpoint(@TempDir Path empty) throws IOException {
    assertThat(CheckpointLoader.newestComplete(new DirectoryStore(empty)).checkpoint()).isEmpty();
    assertThat(
            CheckpointLoader.newestComplete(new DirectoryStore(empty.resolve("missing")))
                .checkpoint())
        .isEmpty();
  }

  @Test
  void aFileInPlaceOfTheFolderIsAnError(@TempDir Path other) throws IOException {
    Path file = Files.writeString(other.resolve("file"), "x");
    assertThatThrownBy(() -> CheckpointLoader.newestComplete(new DirectoryStore(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checkpoints need a directory");
  }

  @Test
  void anUnfinishedFirstSaveIsReportedAndNotTakenForACheckpoint(@TempDir Path other)
      throws IOException {
    Path part = Files.createDirectory(other.resolve("step-00000005"));
    Files.write(part.resolve("part-00000-of-00002.a1g1.safetensors"), new byte[5]);
    CheckpointLoader.Found found = CheckpointLoader.newestComplete(new DirectoryStore(other));
    assertThat(found.checkpoint()).isEmpty();
    assertThat(found.rejected()).extracting(Rejected::name).containsExactly("step-00000005");
  }

  @Test
  void aManifestOfANewerFormatSaysSo() throws IOException {
    Path file = folder.resolve("step-00000020/manifest.json");
    String text = Files.readString(file).replace("\"format\" : 1", "\"format\" : 2");
    String zeros = "0".repeat(64);
    String blank = text.replaceFirst("[0-9a-f]{64}", zeros);
    String digest = Sha256.of(blank.getBytes(StandardCharsets.UTF_8));
    Files.writeString(file, blank.replaceFirst(zeros, digest));
    assertNewest(10);
    assertThat(rejected().get(0).sentence()).contains("has format 2, this program reads 1");
  }

  private void assertNewest(long step) throws IOException {
    try (Checkpoint checkpoint =
        CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      assertThat(checkpoint.info().step()).isEqualTo(step);
      assertThat(Samples.isIntact(checkpoint)).isTrue();
    }
  }

  private List<Rejected> rejected() throws IOException {
    CheckpointLoader.Found found = CheckpointLoader.newestComplete(store);
    found.checkpoint().orElseThrow().close();
    return found.rejected();
  }

  private List<Path> filesOf(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.sorted().toList();
    }
  }
}
