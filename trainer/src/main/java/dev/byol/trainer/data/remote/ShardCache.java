package dev.byol.trainer.data.remote;

import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectInfo;
import dev.byol.trainer.storage.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole shards in a directory of the node, shared by its workers and by runs to come. A shard is
 * copied in the background when it is first read; until then it is read from the store. Its file
 * bears address and version, so that a replaced shard is another file.
 *
 * <p>The directory never holds more than its limit: the shards that nobody has read for longest
 * make room, and where all are in use the new one is not kept. A picture order is random over all
 * shards, so throwing out one in use for another would only cost.
 */
public final class ShardCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardCache.class);

  /** A shard that was read in this time is in use. */
  private static final Duration IN_USE = Duration.ofMinutes(10);

  private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);

  private final ObjectStore store;
  private final CacheFolder folder;
  private final Clock clock;
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();
  private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
  private final ExecutorService copier =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "shard-cache");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param store what is copied from; stays the caller's
   * @param directory may be shared with other processes of this node
   * @param limit bytes
   */
  public ShardCache(ObjectStore store, Path directory, long limit, Clock clock) throws IOException {
    this.store = store;
    this.folder = new CacheFolder(directory, limit, IN_USE, clock);
    this.clock = clock;
  }

  /** Whether the shard lies here. */
  boolean has(ObjectAddress address, ObjectInfo shard) {
    return seen.containsKey(CacheFolder.name(address, shard.version()));
  }

  /** Bytes of a shard, if it lies here; if not, it is copied in the background. */
  Optional<byte[]> read(ObjectAddress address, ObjectInfo shard, long offset, int length) {
    String name = CacheFolder.name(address, shard.version());
    Path file = folder.path(name);
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new IOException("it ends early");
        }
      }
      touch(name, file);
      return Optional.of(bytes.array());
    } catch (NoSuchFileException e) {
      seen.remove(name);
      copyLater(address, shard, name);
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} in the shard cache cannot be read ({}) and is removed.", file, e.getMessage());
      folder.remove(name);
      seen.remove(name);
      return Optional.empty();
    }
  }

  private void touch(String name, Path file) throws IOException {
    Instant now = clock.instant();
    Instant last = seen.get(name);
    if (last == null || last.plus(TOUCH_EVERY).isBefore(now)) {
      seen.put(name, now);
      Files.setLastModifiedTime(file, FileTime.from(now));
    }
  }

  private void copyLater(ObjectAddress address, ObjectInfo shard, String name) {
    Instant now = clock.instant();
    Instant next = notBefore.get(name);
    if (next != null && now.isBefore(next)) {
      return;
    }
    notBefore.put(name, now.plus(IN_USE));
    copier.execute(
        () -> {
          try {
            copy(address, shard, name);
          } catch (IOException | RuntimeException e) {
            // The pictures are read from the store as before.
            LOG.warn("{} could not be kept in the shard cache: {}", address, e.getMessage());
          }
        });
  }

  private void copy(ObjectAddress address, ObjectInfo shard, String name) throws IOException {
    Optional<Path> reserved = folder.reserve(name, shard.size());
    if (reserved.isEmpty()) {
      return;
    }
    Path part = reserved.get();
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        store.copyTo(address, shard.version(), 0, shard.size(), channel, arrived -> {});
      }
      folder.keep(part, name);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Waits until what is asked for so far is copied; for tests. */
  void settle() throws Exception {
    copier.submit(() -> {}).get();
  }

  @Override
  public void close() {
    copier.shutdownNow();
  }
}
