package dev.byol.bench;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.NetworkLayout;
import dev.byol.trainer.checkpoint.StoredCheckpoints;
import dev.byol.trainer.checkpoint.safetensors.DType;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a checkpoint costs that one worker writes to a store and reads back, with all checks. */
final class CheckpointBench {
  private static final int TENSOR_BYTES = 16_000_000;
  private static final long SEED = 1;

  private final CheckpointStore store;
  private final List<TensorEntry> tensors = new ArrayList<>();
  private final ByteBuffer restored = ByteBuffer.allocateDirect(TENSOR_BYTES);

  /**
   * Seconds of one round.
   *
   * @param write until the checkpoint is what {@code latest} names
   * @param read until every tensor is in memory and every byte was checked
   */
  record Round(double write, double read) {}

  /**
   * @param store in which a checkpoint is left behind until {@link #remove}
   * @param bytes of the tensors, of noise
   */
  CheckpointBench(CheckpointStore store, long bytes) {
    this.store = store;
    Random random = new Random(SEED);
    for (long left = bytes; left >= Float.BYTES; left -= TENSOR_BYTES) {
      int size = (int) Math.min(left, TENSOR_BYTES) / Float.BYTES * Float.BYTES;
      byte[] noise = new byte[size];
      random.nextBytes(noise);
      ByteBuffer data = ByteBuffer.allocateDirect(size).put(noise).flip();
      String name = "online/layer_%03d/w".formatted(tensors.size());
      tensors.add(TensorEntry.of(name, DType.F32, new int[] {size / Float.BYTES}, data));
    }
  }

  /**
   * Medians of all rounds but the first, unless there is only one.
   *
   * @param store left as it was
   */
  static BenchTable table(CheckpointStore store, int megabytes, int rounds) throws IOException {
    CheckpointBench bench = new CheckpointBench(store, megabytes * 1_000_000L);
    List<Round> measured = new ArrayList<>();
    try {
      for (int round = 0; round < rounds; round++) {
        measured.add(bench.round());
      }
    } finally {
      bench.remove();
    }
    List<Round> counted = measured.subList(rounds > 1 ? 1 : 0, rounds);
    BenchTable table =
        BenchTable.of(
            "checkpoint",
            megabytes + " MB, one worker",
            new BenchTable.Column("seconds", "seconds", 3),
            new BenchTable.Column("MB/s", "megabytesPerSecond", 0));
    double write = Median.of(counted.stream().mapToDouble(Round::write).toArray());
    double read = Median.of(counted.stream().mapToDouble(Round::read).toArray());
    table.add("write", write, megabytes / write);
    table.add("read and check", read, megabytes / read);
    return table;
  }

  Round round() throws IOException {
    long begun = System.nanoTime();
    String name = write(store);
    long written = System.nanoTime();
    try (Checkpoint checkpoint = CheckpointLoader.open(store, name)) {
      for (TensorInfo tensor : checkpoint.tensors()) {
        // As a restore does.
        restored.clear().put(checkpoint.read(tensor.name()).data());
      }
    }
    return new Round((written - begun) / 1e9, (System.nanoTime() - written) / 1e9);
  }

  /** Writes a whole checkpoint; its name. */
  String write(CheckpointStore to) throws IOException {
    CheckpointWriter writer = new CheckpointWriter(to);
    CheckpointInfo info = info();
    return writer.commit(info, List.of(writer.writePart(info, 0, tensors)));
  }

  /** Removes what was written. */
  void remove() throws IOException {
    StoredCheckpoints.removeAll(store, removed -> {});
  }

  private CheckpointInfo info() {
    return new CheckpointInfo(
        0,
        0,
        1,
        "",
        "",
        0,
        1,
        0,
        0,
        "noise",
        NetworkLayout.ofEntries(tensors).fingerprint(),
        "",
        Clock.systemUTC().instant(),
        "bench");
  }
}
