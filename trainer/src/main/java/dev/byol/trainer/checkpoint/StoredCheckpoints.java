package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a person does with the checkpoints of a store: look at them, copy and remove them. */
public final class StoredCheckpoints {
  private StoredCheckpoints() {}

  /**
   * One checkpoint, by its manifest; its parts are not read.
   *
   * @param name its step folder
   * @param info empty if it was never finished, or its manifest is damaged
   * @param bytes of all parts
   * @param isLatest whether {@code latest} names it
   */
  public record Row(String name, Optional<CheckpointInfo> info, long bytes, boolean isLatest) {}

  /** All of a store, highest step first. */
  public static List<Row> list(CheckpointStore store) throws IOException {
    Folders folders = Folders.of(store);
    Optional<String> latest = store.readLatest();
    List<Row> rows = new ArrayList<>();
    for (String folder : folders.files().keySet()) {
      Optional<Manifest> manifest = manifest(store, folders, folder);
      rows.add(
          new Row(
              folder,
              manifest.map(Manifest::info),
              manifest
                  .map(m -> m.parts().stream().mapToLong(PartDescriptor::bytes).sum())
                  .orElse(0L),
              latest.equals(Optional.of(folder))));
    }
    return rows;
  }

  private static Optional<Manifest> manifest(CheckpointStore store, Folders folders, String folder)
      throws IOException {
    if (!folders.isCommitted(folder)) {
      return Optional.empty();
    }
    try {
      return Manifest.find(store, folder);
    } catch (DamagedCheckpointException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads every byte of a checkpoint.
   *
   * @throws DamagedCheckpointException if anything of it is missing or altered
   */
  public static void verify(CheckpointStore store, String folder) throws IOException {
    CheckpointLoader.open(store, folder).close();
  }

  /** Removes one checkpoint, its manifest first. */
  public static void remove(CheckpointStore store, String folder) throws IOException {
    store.delete(CheckpointNames.manifest(folder));
    for (String key : store.list(folder + "/")) {
      store.delete(key);
    }
  }

  /**
   * Removes everything that a run keeps in a store: {@code latest} first, then the checkpoints and
   * the record of attempts. Files of others stay.
   *
   * @param progress is told of each checkpoint that is gone
   */
  public static void removeAll(CheckpointStore store, Consumer<String> progress)
      throws IOException {
    store.delete(CheckpointStore.LATEST);
    for (String folder : Folders.of(store).files().keySet()) {
      remove(store, folder);
      progress.accept(folder);
    }
    for (String attempt : store.list(CheckpointNames.ATTEMPTS)) {
      store.delete(attempt);
    }
    store.deleteLeftovers(Instant.MAX, key -> true);
  }

  /**
   * Copies one checkpoint: parts, manifest, and {@code latest} if it is the newest there.
   *
   * @param progress is told of each object that is copied
   * @throws DamagedCheckpointException if it is not whole; nothing is made of it then
   */
  public static void copy(
      CheckpointStore from, String folder, CheckpointStore to, Consumer<String> progress)
      throws IOException {
    try (Checkpoint checkpoint = CheckpointLoader.open(from, folder)) {
      for (PartDescriptor part : checkpoint.parts()) {
        copyObject(from, folder + "/" + part.file(), to);
        progress.accept(part.file());
      }
      copyObject(from, CheckpointNames.manifest(folder), to);
      progress.accept(CheckpointNames.MANIFEST);
    }
    List<String> there = Folders.of(to).committed();
    if (!there.isEmpty() && there.get(0).equals(folder)) {
      to.put(CheckpointStore.LATEST, ObjectBody.of(folder + "\n"));
    }
  }

  /** Copies one object, also a large one. */
  public static void copyObject(CheckpointStore from, String key, CheckpointStore to)
      throws IOException {
    StoredObject stored =
        from.open(key)
            .orElseThrow(() -> new DamagedCheckpointException(key, "there is no such file"));
    try (StoredObject object = stored.fetch()) {
      to.put(key, new Copy(object));
    }
  }

  private record Copy(StoredObject object) implements ObjectBody {
    private static final int CHUNK = 1 << 20;

    @Override
    public long size() {
      return object.size();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      for (long at = 0; at < size(); at += chunk.limit()) {
        chunk.clear().limit((int) Math.min(CHUNK, size() - at));
        object.readFully(at, chunk);
        chunk.flip();
        while (chunk.hasRemaining()) {
          out.write(chunk);
        }
      }
    }
  }
}
