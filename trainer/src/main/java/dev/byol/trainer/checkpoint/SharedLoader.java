package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.safetensors.SafetensorsFile;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.LocalCopy;
import dev.byol.trainer.checkpoint.store.StoredObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Loads the same checkpoint on all ranks of a run. Rank 0 chooses. Of every part in object storage
 * each rank reads an equal share and has the rest from the others, so that the store is asked for
 * every byte once; each rank then checks the whole part by its SHA-256. Parts in a directory are
 * read by each rank for itself. A part that is damaged for one rank is damaged for all, and all go
 * on to the checkpoint before.
 */
public final class SharedLoader {
  /** What goes from one rank to all others at a time. */
  private static final int CHUNK = 4 << 20;

  private static final int LONGEST_TEXT = 1 << 16;

  private final CheckpointStore store;
  private final Peers peers;

  /** Both stay the caller's. */
  public SharedLoader(CheckpointStore store, Peers peers) {
    this.store = store;
    this.peers = peers;
  }

  /**
   * As {@link CheckpointLoader#newestComplete}, called by all ranks.
   *
   * @return the same checkpoint on all ranks; what was passed over is told on rank 0 alone
   */
  public CheckpointLoader.Found newestComplete() throws IOException {
    if (peers.rank() > 0) {
      return new CheckpointLoader.Found(follow(), List.of());
    }
    CheckpointLoader.Found found =
        CheckpointLoader.newestComplete(
            store,
            folder -> {
              fromFirst(folder);
              return open(folder);
            });
    if (found.checkpoint().isEmpty()) {
      fromFirst("");
    }
    return found;
  }

  private Optional<Checkpoint> follow() throws IOException {
    for (String folder = fromFirst(""); !folder.isEmpty(); folder = fromFirst("")) {
      try {
        return Optional.of(open(folder));
      } catch (DamagedCheckpointException e) {
        // Rank 0 tells the user, and names the next.
        continue;
      }
    }
    return Optional.empty();
  }

  private String fromFirst(String text) {
    byte[] said = text.getBytes(StandardCharsets.UTF_8);
    return new String(peers.allGather(said, LONGEST_TEXT).get(0), StandardCharsets.UTF_8);
  }

  private Checkpoint open(String folder) throws IOException {
    Manifest manifest = CheckpointLoader.parse(folder, manifestOfFirst(folder));
    return CheckpointLoader.assemble(
        folder, manifest, part -> openPart(folder + "/" + part.file(), part));
  }

  /** Looking by themselves, ranks could find two: an older attempt may still write. */
  private byte[] manifestOfFirst(String folder) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES);
    byte[] bytes = {};
    if (peers.rank() == 0) {
      bytes = CheckpointLoader.readManifest(store, folder).orElse(bytes);
      length.putLong(0, bytes.length);
    }
    peers.broadcast(length, 0);
    if (peers.rank() > 0) {
      bytes = new byte[Math.toIntExact(length.getLong(0))];
    }
    peers.broadcast(ByteBuffer.wrap(bytes), 0);
    return bytes;
  }

  private SafetensorsFile openPart(String key, PartDescriptor part) throws IOException {
    if (peers.count() == 1) {
      return CheckpointLoader.openPart(store, key, part);
    }
    if (!store.isRemote()) {
      return agreed(() -> CheckpointLoader.openPart(store, key, part));
    }
    FileChannel copy = LocalCopy.create();
    try {
      agreed(() -> readShare(key, part, copy));
      exchange(part.bytes(), copy);
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
    return agreed(() -> CheckpointLoader.check(key, part, LocalCopy.of(key, copy, part.bytes())));
  }

  private FileChannel readShare(String key, PartDescriptor part, FileChannel copy)
      throws IOException {
    try (StoredObject stored = CheckpointLoader.storedPart(store, key, part)) {
      long begin = begin(part.bytes(), peers.rank());
      stored.copyTo(copy, begin, begin(part.bytes(), peers.rank() + 1) - begin, arrived -> {});
    }
    return copy;
  }

  private void exchange(long bytes, FileChannel copy) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytes));
    for (int owner = 0; owner < peers.count(); owner++) {
      long end = begin(bytes, owner + 1);
      for (long at = begin(bytes, owner); at < end; at += chunk.limit()) {
        chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
        if (owner == peers.rank()) {
          LocalCopy.readFully(copy, at, chunk.duplicate());
        }
        peers.broadcast(chunk, owner);
        if (owner != peers.rank()) {
          LocalCopy.writeFully(copy, at, chunk.duplicate());
        }
      }
    }
  }

  /** Where a rank's share of so many bytes begins. */
  private long begin(long bytes, int rank) {
    return bytes * rank / peers.count();
  }

  private interface Attempt<T extends Closeable> {
    T make() throws IOException;
  }

  /**
   * What every rank has made, or the first damage that one of them found, on all of them. Other
   * failures end the run of all.
   */
  private <T extends Closeable> T agreed(Attempt<T> attempt) throws IOException {
    Optional<T> made = Optional.empty();
    String damage = "";
    try {
      made = Optional.of(attempt.make());
    } catch (DamagedCheckpointException e) {
      damage = e.getMessage();
    }
    List<byte[]> all = peers.allGather(damage.getBytes(StandardCharsets.UTF_8), LONGEST_TEXT);
    for (int rank = 0; rank < all.size(); rank++) {
      if (all.get(rank).length > 0) {
        if (made.isPresent()) {
          made.get().close();
        }
        throw new DamagedCheckpointException(
            "rank " + rank, new String(all.get(rank), StandardCharsets.UTF_8));
      }
    }
    return made.orElseThrow();
  }
}
