package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointWriterTest {
  @TempDir Path folder;
  private DirectoryStore store;

  @BeforeEach
  void open() {
    store = new DirectoryStore(folder.resolve("deep/checkpoints"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void whatManyRanksWroteComesBackWhole(int worldSize) throws IOException {
    Samples.save(store, 120, worldSize, 1);
    try (Checkpoint checkpoint =
        CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      assertThat(checkpoint.name()).isEqualTo("step-00000120");
      assertThat(checkpoint.parts()).hasSize(worldSize);
      assertThat(Samples.isIntact(checkpoint)).isTrue();
      assertThat(checkpoint.info().epoch()).isEqualTo(120 * 64 / 1500.0);
    }
    assertThat(store.readLatest()).isEqualTo(Optional.of("step-00000120"));
  }

  @Test
  void partsAreBalancedDisjointAndTheSameOnEveryRank() {
    List<TensorInfo> tensors = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      tensors.add(new TensorInfo("t" + i, DType.F32, List.of(1 + i * i % 997)));
    }
    long total = tensors.stream().mapToLong(TensorInfo::bytes).sum();
    Set<TensorInfo> seen = new HashSet<>();
    for (int rank = 0; rank < 7; rank++) {
      List<TensorInfo> share = PartSplit.share(tensors, rank, 7);
      seen.addAll(share);
      assertThat(share.stream().mapToLong(TensorInfo::bytes).sum())
          .isBetween(total / 7 - 4000, total / 7 + 4000);
    }
    assertThat(seen).hasSize(200);
  }

  @Test
  void descriptorsTravelAsJson() throws IOException {
    PartDescriptor part =
        new CheckpointWriter(store).writePart(Samples.info(5, 1, 1), 0, Samples.state(5));
    assertThat(PartDescriptor.fromJson(part.toJson())).isEqualTo(part);
  }

  @Test
  void aCommitWithoutAllPartsIsRefused() throws IOException {
    CheckpointWriter writer = new CheckpointWriter(store);
    CheckpointInfo info = Samples.info(5, 2, 1);
    PartDescriptor part = writer.writePart(info, 0, Samples.share(Samples.state(5), 0, 2));
    assertThatThrownBy(() -> writer.commit(info, List.of(part)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("part-00001-of-00002");
  }

  @Test
  void aCommitWithATensorMissingIsRefused() throws IOException {
    CheckpointWriter writer = new CheckpointWriter(store);
    CheckpointInfo info = Samples.info(5, 1, 1);
    PartDescriptor part = writer.writePart(info, 0, Samples.state(5).subList(1, 5));
    assertThatThrownBy(() -> writer.commit(info, List.of(part)))
        .hasMessageContaining("are not those of the checkpoint");
  }

  @Test
  void aCommitWhosePartVanishedIsRefused() throws IOException {
    CheckpointWriter writer = new CheckpointWriter(store);
    CheckpointInfo info = Samples.info(5, 1, 1);
    PartDescriptor part = writer.writePart(info, 0, Samples.state(5));
    store.delete("step-00000005/" + part.file());
    assertThatThrownBy(() -> writer.commit(info, List.of(part)))
        .hasMessageContaining("do all workers share it?");
    assertThat(store.readLatest()).isEmpty();
  }

  @Test
  void anOlderAttemptNeverReplacesTheManifestOfANewerOne() throws IOException {
    Samples.save(store, 20, 2, 2);
    assertThatThrownBy(() -> Samples.save(store, 20, 2, 1))
        .isInstanceOf(SupersededException.class)
        .hasMessageContaining("Attempt 1 may not write")
        .hasMessageContaining("attempt 2 has begun");
    assertThatThrownBy(() -> Samples.save(store, 30, 2, 1)).isInstanceOf(SupersededException.class);
    try (Checkpoint checkpoint =
        CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      assertThat(checkpoint.info().attempt()).isEqualTo(2);
      assertThat(Samples.isIntact(checkpoint)).isTrue();
    }
  }

  @Test
  void anAttemptFencesOlderOnesAsSoonAsItBegins() throws IOException {
    CheckpointWriter writer = new CheckpointWriter(store);
    writer.begin(1);
    Samples.save(store, 10, 1, 1);
    writer.begin(2);
    writer.begin(2);
    assertThatThrownBy(() -> Samples.save(store, 20, 1, 1)).isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> writer.begin(1)).isInstanceOf(SupersededException.class);
    Samples.save(store, 20, 1, 2);
    assertThat(store.list("attempts/")).containsExactly("attempts/00000002");
  }

  @Test
  void aNewerAttemptReplacesACheckpointOfTheSameStep() throws IOException {
    Samples.save(store, 20, 2, 1);
    Samples.save(store, 20, 2, 2);
    try (Checkpoint checkpoint =
        CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      assertThat(checkpoint.info().attempt()).isEqualTo(2);
    }
  }

  @Test
  void anotherNetworkIsNamedByItsFirstDifference() throws Exception {
    Samples.save(store, 20, 1, 1);
    List<TensorEntry> other = new ArrayList<>(Samples.state(0));
    other.set(1, TensorEntry.ofFloats("online/linear/b", new int[] {2}, 1, 2));
    try (Checkpoint checkpoint =
        CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      checkpoint.requireNetwork(NetworkLayout.ofEntries(Samples.state(0)));
      assertThatThrownBy(() -> checkpoint.requireNetwork(NetworkLayout.ofEntries(other)))
          .isInstanceOf(OtherNetworkException.class)
          .hasMessageContaining("(TinyResNet x1)")
          .hasMessageContaining("online/linear/b is F32 [3] there, F32 [2] here");
      other.remove(1);
      assertThatThrownBy(() -> checkpoint.requireNetwork(NetworkLayout.ofEntries(other)))
          .hasMessageContaining("online/linear/b is F32 [3] there and not known here");
    }
  }

  @Test
  void aSnapshotHoldsWhatItTookAndIsWrittenFromItsOwnMemory() throws IOException {
    List<TensorEntry> live = Samples.state(7);
    HostSnapshot snapshot = new HostSnapshot(live.stream().map(TensorEntry::info).toList());
    live.forEach(tensor -> snapshot.memory(tensor.name()).put(tensor.data()));
    snapshot.memory("online/linear/b").asFloatBuffer().put(1, 42f);
    CheckpointInfo info = Samples.info(7, 1, 1);
    CheckpointWriter writer = new CheckpointWriter(store);
    writer.commit(info, List.of(writer.writePart(info, 0, snapshot.entries())));
    try (Checkpoint checkpoint =
        CheckpointLoader.newestComplete(store).checkpoint().orElseThrow()) {
      assertThat(checkpoint.read("online/linear/b").floats().get(1)).isEqualTo(42f);
      assertThat(checkpoint.read("online/linear/w").data()).isEqualTo(live.get(0).data());
    }
  }

  @Test
  void theSummaryShowsWhatIsInside() throws IOException {
    Samples.save(store, 20, 2, 1);
    CheckpointSummary summary = CheckpointSummary.read(folder.resolve("deep/checkpoints"));
    assertThat(summary.groups())
        .extracting(CheckpointSummary.Group::name)
        .containsExactlyInAnyOrder("momentum", "online", "online_state", "target");
    assertThat(summary.text())
        .contains("step-00000020")
        .contains("epoch         0.853")
        .contains("TinyResNet x1")
        .doesNotContain("not finite");
    assertThat(CheckpointSummary.read(folder.resolve("deep/checkpoints/step-00000020")))
        .isEqualTo(summary);
  }

  @Test
  void aDirectoryWithoutCheckpointsCannotBeInspected() {
    assertThatThrownBy(() -> CheckpointSummary.read(folder))
        .hasMessageContaining("holds no checkpoint");
  }
}
