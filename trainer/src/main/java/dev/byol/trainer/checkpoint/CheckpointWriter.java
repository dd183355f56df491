package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.SafetensorsBody;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.safetensors.TensorInfo;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.checkpoint.store.Sha256;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes checkpoints, in plain steps: every rank its part ({@link #writePart}), then rank 0 the
 * manifest and {@code latest} ({@link #commit}). Between them the caller brings all descriptors to
 * rank 0. A crash at any point leaves the checkpoints that were there.
 */
public final class CheckpointWriter {
  private static final int MOST_TRIES = 5;

  private final CheckpointStore store;

  /** A writer into {@code store}, which stays the caller's. */
  public CheckpointWriter(CheckpointStore store) {
    this.store = store;
  }

  /**
   * Makes known that an attempt has begun: from now on older ones can commit nothing. Rank 0 calls
   * it once, before it loads.
   *
   * @throws SupersededException if a newer attempt has begun
   */
  public void begin(int attempt) throws IOException {
    new AttemptFence(store).begin(attempt);
  }

  /**
   * Writes the part of one rank and returns when it is durable.
   *
   * @param info of the checkpoint; the same on all ranks
   * @param rank 0 to {@code info.worldSize() - 1}
   * @param share what this rank writes, see {@link PartSplit}; must not change meanwhile
   */
  public PartDescriptor writePart(CheckpointInfo info, int rank, List<TensorEntry> share)
      throws IOException {
    if (rank < 0 || rank >= info.worldSize()) {
      throw new IllegalArgumentException("rank %d of %d workers".formatted(rank, info.worldSize()));
    }
    String file = CheckpointNames.part(info, rank);
    // No time in here: writing the same state twice gives the same bytes.
    Sha256.Body body =
        new Sha256.Body(
            new SafetensorsBody(
                share,
                Map.of(
                    "format",
                    "byol checkpoint part",
                    "step",
                    Long.toString(info.step()),
                    "part",
                    rank + " of " + info.worldSize())));
    store.put(CheckpointNames.folder(info.step()) + "/" + file, body);
    return new PartDescriptor(
        rank, file, body.size(), body.written(), share.stream().map(TensorEntry::info).toList());
  }

  /**
   * Makes the checkpoint exist: checks that all parts are there, then writes the manifest, then
   * {@code latest}. Rank 0 only.
   *
   * @param parts one of each rank, in any order
   * @return the name of the checkpoint, {@code step-00000120}
   * @throws SupersededException if a newer attempt has begun or committed; nothing is written then
   * @throws IllegalArgumentException if the parts do not make up the checkpoint that {@code info}
   *     describes
   */
  public String commit(CheckpointInfo info, List<PartDescriptor> parts) throws IOException {
    List<PartDescriptor> ordered =
        parts.stream().sorted(Comparator.comparingInt(PartDescriptor::rank)).toList();
    requireComplete(info, ordered);
    String folder = CheckpointNames.folder(info.step());
    for (PartDescriptor part : ordered) {
      requireStored(folder + "/" + part.file(), part.bytes());
    }
    replace(
        info.attempt(),
        CheckpointNames.manifest(folder),
        ObjectBody.of(new Manifest(info, ordered).toBytes()));
    replace(info.attempt(), CheckpointStore.LATEST, ObjectBody.of(folder + "\n"));
    return folder;
  }

  /**
   * Writes over what was there when no newer attempt had begun. What another attempt writes in
   * between makes the write fail, and the fence is looked at again.
   */
  private void replace(int attempt, String key, ObjectBody body) throws IOException {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Optional<String> before = version(key);
      new AttemptFence(store).requireNewest(attempt);
      if (store.putIf(key, before, body)) {
        return;
      }
    }
    throw new IOException(
        "%s in %s changed %d times while attempt %d tried to write it: end whatever else writes there"
            .formatted(key, store.describe(), MOST_TRIES, attempt));
  }

  private Optional<String> version(String key) throws IOException {
    Optional<StoredObject> found = store.open(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get()) {
      return Optional.of(object.version());
    }
  }

  private static void requireComplete(CheckpointInfo info, List<PartDescriptor> parts) {
    List<String> files = parts.stream().map(PartDescriptor::file).toList();
    List<String> expected =
        IntStream.range(0, info.worldSize())
            .mapToObj(rank -> CheckpointNames.part(info, rank))
            .toList();
    if (!files.equals(expected)) {
      throw new IllegalArgumentException(
          "step %d needs the parts %s, got %s".formatted(info.step(), expected, files));
    }
    List<TensorInfo> tensors = parts.stream().flatMap(part -> part.tensors().stream()).toList();
    String fingerprint = NetworkLayout.of(tensors).fingerprint();
    if (!fingerprint.equals(info.networkFingerprint())) {
      throw new IllegalArgumentException(
          "the %d tensors of the parts are not those of the checkpoint: fingerprint %s, expected %s"
              .formatted(tensors.size(), fingerprint, info.networkFingerprint()));
    }
  }

  private void requireStored(String key, long bytes) throws IOException {
    Optional<StoredObject> found = store.open(key);
    if (found.isEmpty()) {
      throw new DamagedCheckpointException(
          key,
          "was written and is not in %s; do all workers share it?".formatted(store.describe()));
    }
    try (StoredObject part = found.get()) {
      if (part.size() != bytes) {
        throw new DamagedCheckpointException(
            key, "has %d bytes, %d were written".formatted(part.size(), bytes));
      }
    }
  }
}
