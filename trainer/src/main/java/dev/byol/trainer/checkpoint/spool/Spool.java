package dev.byol.trainer.checkpoint.spool;

import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointNames;
import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.Folders;
import dev.byol.trainer.checkpoint.Manifest;
import dev.byol.trainer.checkpoint.PartDescriptor;
import dev.byol.trainer.checkpoint.StoredCheckpoints;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of one rank that keeps its parts, and rank 0's manifests, until the store is back. It
 * holds the newest {@value #MOST_STEPS} checkpoints and at most so many bytes: older ones make
 * room.
 */
final class Spool {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final int MOST_STEPS = 2;

  private final DirectoryStore store;
  private final long limit;

  /**
   * @param directory created at need
   * @param limit bytes
   */
  Spool(Path directory, long limit) {
    this(new DirectoryStore(directory), limit);
  }

  /** In a directory whose disk is a test's. */
  Spool(DirectoryStore store, long limit) {
    this.store = store;
    this.limit = limit;
  }

  String describe() {
    return store.describe();
  }

  boolean isEmpty() throws IOException {
    return store.list("step-").isEmpty();
  }

  PartDescriptor writePart(CheckpointInfo info, int rank, List<TensorEntry> share)
      throws IOException {
    makeRoom(info.step(), share.stream().mapToLong(tensor -> tensor.info().bytes()).sum());
    return new CheckpointWriter(store).writePart(info, rank, share);
  }

  void writeManifest(Manifest manifest) throws IOException {
    store.put(
        CheckpointNames.manifest(CheckpointNames.folder(manifest.info().step())),
        ObjectBody.of(manifest.toBytes()));
  }

  /** Names of the checkpoints of which something is here, oldest first. */
  List<String> folders() throws IOException {
    return Folders.of(store).files().keySet().stream().sorted().toList();
  }

  /** The manifest of a checkpoint, if it is here. */
  Optional<Manifest> manifest(String folder) throws IOException {
    return Manifest.find(store, folder);
  }

  /** Copies the parts of a checkpoint, each of which is then gone from here. */
  void moveParts(String folder, CheckpointStore to) throws IOException {
    for (String key : store.list(folder + "/part-")) {
      StoredCheckpoints.copyObject(store, key, to);
      store.delete(key);
    }
  }

  void removeManifest(String folder) throws IOException {
    store.delete(CheckpointNames.manifest(folder));
  }

  /** Drops the oldest until {@code bytes} more fit. */
  private void makeRoom(long step, long bytes) throws IOException {
    List<String> oldestFirst = folders();
    String own = CheckpointNames.folder(step);
    int dropped = 0;
    for (String folder : oldestFirst) {
      boolean tooMany = oldestFirst.size() - dropped >= MOST_STEPS;
      if ((tooMany || size() + bytes > limit) && !folder.equals(own)) {
        StoredCheckpoints.remove(store, folder);
        dropped++;
        LOG.warn("{} in the spool makes room for step {}.", folder, step);
      }
    }
    if (size() + bytes > limit) {
      throw new IOException(
          "the spool %s may hold %d bytes, and the checkpoint of step %d needs %d; raise spec.storage.spoolGib"
              .formatted(describe(), limit, step, bytes));
    }
  }

  private long size() throws IOException {
    long size = 0;
    for (String key : store.list("step-")) {
      Optional<StoredObject> found = store.open(key);
      if (found.isPresent()) {
        try (StoredObject object = found.get()) {
          size += object.size();
        }
      }
    }
    return size;
  }
}
