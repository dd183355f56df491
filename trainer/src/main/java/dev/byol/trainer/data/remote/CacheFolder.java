package dev.byol.trainer.data.remote;

import dev.byol.trainer.storage.ObjectAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a {@link ShardCache} and the room they take. Processes share it by a file lock, held
 * while room is made and a copy's file is created at its full size, and while a whole copy gets its
 * name, so that a listing never misses it between two names; the copying itself needs none.
 */
final class CacheFolder {
  private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);
  private static final String PART = ".part";

  /** A copy that nobody wrote to for so long was left by a process that died. */
  private static final Duration LONGEST_COPY = Duration.ofMinutes(30);

  /** A file lock is held by all threads of a process alike: among these, this one holds. */
  private static final Object PROCESS = new Object();

  private record Kept(Path file, long size, Instant used) {}

  private interface Guarded<T> {
    T run() throws IOException;
  }

  private final Path directory;
  private final long limit;
  private final Duration inUse;
  private final Clock clock;

  CacheFolder(Path directory, long limit, Duration inUse, Clock clock) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.limit = limit;
    this.inUse = inUse;
    this.clock = clock;
  }

  /** The file of a shard. */
  static String name(ObjectAddress address, String version) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((address + " " + version).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16) + ".shard";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  void remove(String name) {
    try {
      Files.deleteIfExists(path(name));
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", path(name), e.getMessage());
    }
  }

  /**
   * Makes room for a copy.
   *
   * @return the file to copy into; empty if it is here or being copied, or if there is no room
   */
  Optional<Path> reserve(String name, long size) throws IOException {
    return locked(
        () -> {
          Path part = directory.resolve(name + PART);
          List<Kept> files = files();
          if (Files.exists(path(name)) || Files.exists(part) || !makeRoom(files, size)) {
            return Optional.empty();
          }
          try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
            file.setLength(size);
          }
          return Optional.of(part);
        });
  }

  /** Gives a whole copy its name. */
  void keep(Path part, String name) throws IOException {
    locked(() -> Files.move(part, path(name), StandardCopyOption.ATOMIC_MOVE));
  }

  private <T> T locked(Guarded<T> work) throws IOException {
    Path lock = directory.resolve(".lock");
    synchronized (PROCESS) {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid()) {
          throw new IOException("the lock of the shard cache was lost");
        }
        return work.run();
      }
    }
  }

  private boolean makeRoom(List<Kept> files, long size) throws IOException {
    long used = files.stream().mapToLong(Kept::size).sum();
    Instant idle = clock.instant().minus(inUse);
    for (Kept oldest : files) {
      if (used + size <= limit || oldest.used().isAfter(idle)) {
        break;
      }
      Files.deleteIfExists(oldest.file());
      used -= oldest.size();
    }
    return used + size <= limit;
  }

  /** What lies here, least recently used first; copies of dead processes are removed. */
  private List<Kept> files() throws IOException {
    List<Kept> files = new ArrayList<>();
    Instant dead = clock.instant().minus(LONGEST_COPY);
    List<Path> paths;
    try (Stream<Path> listing = Files.list(directory)) {
      paths = listing.toList();
    }
    for (Path path : paths) {
      String name = path.getFileName().toString();
      if (!name.endsWith(".shard") && !name.endsWith(PART)) {
        continue;
      }
      try {
        Instant used = Files.getLastModifiedTime(path).toInstant();
        if (name.endsWith(PART) && used.isBefore(dead)) {
          Files.deleteIfExists(path);
        } else {
          files.add(new Kept(path, Files.size(path), name.endsWith(PART) ? Instant.MAX : used));
        }
      } catch (NoSuchFileException e) {
        // Its copying failed in between, and its reader took it away.
        continue;
      }
    }
    files.sort(Comparator.comparing(Kept::used));
    return files;
  }
}
