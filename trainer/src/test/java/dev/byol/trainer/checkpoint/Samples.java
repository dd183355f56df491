package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.checkpoint.safetensors.Tensors;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Small states and a way to save them, as the trainer would. */
public final class Samples {
  public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private Samples() {}

  /** A state whose numbers tell the step. */
  public static List<TensorEntry> state(long step) {
    float s = step;
    return List.of(
        TensorEntry.ofFloats("online/linear/w", new int[] {2, 3}, s, 1, 2, 3, 4, 5),
        TensorEntry.ofFloats("online/linear/b", new int[] {3}, s, -s, 0.5f),
        TensorEntry.ofFloats("target/linear/w", new int[] {2, 3}, 0, s, 2, 3, 4, 5),
        TensorEntry.ofFloats("momentum/linear/w", new int[] {2, 3}, 0, 0, s, 3, 4, 5),
        Tensors.ofInts("online_state/bn/~/mean_ema/counter", new int[] {}, (int) step));
  }

  public static CheckpointInfo info(long step, int worldSize, int attempt) {
    return new CheckpointInfo(
        step,
        step * 64,
        1500,
        "5a".repeat(32),
        "5c".repeat(32) + ",0123456789abcdef",
        7,
        worldSize,
        attempt,
        1,
        "TinyResNet x1",
        NetworkLayout.ofEntries(state(step)).fingerprint(),
        "spec:\n  seed: 7\n",
        NOON.plusSeconds(step),
        "0.1.0-test");
  }

  /** What a rank writes of these. */
  static List<TensorEntry> share(List<TensorEntry> tensors, int rank, int worldSize) {
    List<TensorInfo> share =
        PartSplit.share(tensors.stream().map(TensorEntry::info).toList(), rank, worldSize);
    return tensors.stream().filter(tensor -> share.contains(tensor.info())).toList();
  }

  /** All ranks write in turn, then rank 0 commits. */
  public static void save(CheckpointStore store, long step, int worldSize, int attempt)
      throws IOException {
    CheckpointWriter writer = new CheckpointWriter(store);
    CheckpointInfo info = info(step, worldSize, attempt);
    List<PartDescriptor> parts = new ArrayList<>();
    for (int rank = 0; rank < worldSize; rank++) {
      parts.add(writer.writePart(info, rank, share(state(step), rank, worldSize)));
    }
    writer.commit(info, parts);
  }

  /** Everything of a checkpoint is what {@link #state} gives for its step. */
  public static boolean isIntact(Checkpoint checkpoint) throws IOException {
    for (TensorEntry expected : state(checkpoint.info().step())) {
      TensorEntry actual = checkpoint.read(expected.name());
      if (!actual.info().equals(expected.info()) || !actual.data().equals(expected.data())) {
        return false;
      }
    }
    return checkpoint
        .info()
        .equals(
            info(
                checkpoint.info().step(),
                checkpoint.info().worldSize(),
                checkpoint.info().attempt()));
  }
}
