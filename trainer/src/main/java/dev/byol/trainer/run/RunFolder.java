package dev.byol.trainer.run;

import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where a run's files lie on this machine.
 *
 * @param root metrics and logs, and unless the experiment says otherwise the checkpoints
 * @param checkpoints the checkpoints; empty when they are in an object store
 */
public record RunFolder(Path root, Optional<Path> checkpoints) {
  /** The folder of the logs, in the root: {@value}. */
  static final String LOGS = "logs";

  private static final String LOCK = ".lock";
  private static final Duration POLL = Duration.ofMillis(50);
  private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /** The folder that an experiment names, relative to the current directory. */
  public static RunFolder of(ExperimentFile experiment) {
    String uri = experiment.spec().checkpoint().uri();
    return new RunFolder(
        Path.of(experiment.spec().logging().directory()),
        uri.contains("://") ? Optional.empty() : Optional.of(Path.of(uri)));
  }

  /** Logs of the processes. */
  public Path logs() {
    return root.resolve(LOGS);
  }

  /** The full log of a worker. */
  public Path logOf(int rank) {
    return logs().resolve("worker-" + rank + ".log");
  }

  /**
   * Moves what an earlier run left out of the way, each folder to a sibling named after {@code
   * now}; nothing is deleted.
   *
   * @return where it went; empty when there was nothing
   * @throws RunFolderBusyException when another run writes there
   * @throws IOException when it cannot be moved
   */
  public Set<Path> setAside(LocalDateTime now) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    folders.add(root.toAbsolutePath().normalize());
    checkpoints.ifPresent(path -> folders.add(path.toAbsolutePath().normalize()));
    if (Files.exists(root)) {
      lock().close();
    }
    Set<Path> moved = new LinkedHashSet<>();
    for (Path folder : folders) {
      if (Files.exists(folder)) {
        Path aside = folder.resolveSibling(folder.getFileName() + ".before-" + MOMENT.format(now));
        Files.move(folder, aside);
        moved.add(aside);
      }
    }
    return moved;
  }

  /**
   * Makes sure that no other run writes here, for as long as the lock is open. The lock ends with
   * the process, however it ends.
   *
   * @throws RunFolderBusyException when another run holds it
   * @throws IOException when the folder cannot be written
   */
  public Lock lock() throws IOException {
    return lock(root.resolve(LOCK));
  }

  /**
   * The same for one worker's files: a worker whose launcher was killed writes its last checkpoint
   * before it ends.
   *
   * @param patience how long to wait for such a worker to end
   * @throws RunFolderBusyException when it has not ended by then
   */
  public Lock lockOf(int rank, Duration patience) throws IOException, InterruptedException {
    Path file = logs().resolve("worker-" + rank + ".lock");
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return lock(file);
      } catch (RunFolderBusyException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(POLL.toMillis());
      }
    }
  }

  /**
   * Makes sure that no other run writes here now, and leaves nothing behind.
   *
   * @throws RunFolderBusyException when one does
   */
  void requireFree() throws IOException {
    if (Files.exists(root.resolve(LOCK))) {
      lock().close();
    }
  }

  private Lock lock(Path file) throws IOException {
    FileChannel channel = open(file);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      String holder = Files.readString(file).strip();
      channel.close();
      throw new RunFolderBusyException(root, holder);
    }
    channel.truncate(0);
    long pid = ProcessHandle.current().pid();
    channel.write(ByteBuffer.wrap(Long.toString(pid).getBytes(StandardCharsets.US_ASCII)));
    return new Lock(channel);
  }

  private FileChannel open(Path file) throws StorageException {
    try {
      Files.createDirectories(file.getParent());
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw RunPlaces.unusable("spec.logging.directory", root, e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return null;
    }
  }

  /** The right to write in a run folder. */
  public static final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
