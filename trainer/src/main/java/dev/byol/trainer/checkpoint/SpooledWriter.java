package dev.byol.trainer.checkpoint;

import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link CheckpointWriter} that keeps what it writes in a directory of this machine while the
 * store is away, and brings it over when the store is back. The training goes on meanwhile.
 *
 * <p>Each rank spools its own part; rank 0 also the manifest, which it commits when all parts have
 * arrived. At most {@value #MOST_STEPS} checkpoints and the given bytes are spooled: older ones
 * make room. A directory as store is never away: nothing is spooled then.
 */
public final class SpooledWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpooledWriter.class);
  private static final int MOST_STEPS = 2;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

  /** Hears of each checkpoint that became complete in the store, on whatever thread it did. */
  @FunctionalInterface
  public interface Completed {
    void accept(CheckpointInfo info, List<PartDescriptor> parts, String folder) throws IOException;
  }

  private final CheckpointStore store;
  private final CheckpointWriter writer;
  private final DirectoryStore spool;
  private final long limit;
  private final int attempt;
  private final Duration firstPause;
  private final Completed completed;
  private final Thread carrier = new Thread(this::carry, "checkpoint-spool");
  private SupersededException superseded;
  private boolean closed;

  /**
   * @param store stays the caller's
   * @param directory of this rank alone; created at need
   * @param limit bytes
   * @param attempt ours; what an older one left and cannot be committed any more is dropped
   * @param firstPause after which a store that was away is tried again; doubles up to half a minute
   */
  public SpooledWriter(
      CheckpointStore store,
      Path directory,
      long limit,
      int attempt,
      Duration firstPause,
      Completed completed) {
    this.store = store;
    this.writer = new CheckpointWriter(store);
    this.spool = new DirectoryStore(directory);
    this.limit = limit;
    this.attempt = attempt;
    this.firstPause = firstPause;
    this.completed = completed;
    carrier.setDaemon(true);
  }

  /**
   * Makes our attempt known; rank 0 calls it once, before it loads.
   *
   * @throws SupersededException if a newer attempt has begun
   */
  public void begin() throws IOException {
    writer.begin(attempt);
  }

  /**
   * Brings over what lies in the spool, such as an earlier process has left, once. Parts go;
   * manifests that lack a part of another rank stay.
   *
   * @throws IOException if the store is away
   */
  public void bringOver() throws IOException {
    for (String folder : Folders.of(spool).files().keySet().stream().sorted().toList()) {
      bringOver(folder);
    }
  }

  /** As {@link CheckpointWriter#writePart}; into the spool while the store is away. */
  public PartDescriptor writePart(CheckpointInfo info, int rank, List<TensorEntry> share)
      throws IOException {
    requireNotSuperseded();
    if (isEmpty()) {
      try {
        return writer.writePart(info, rank, share);
      } catch (IOException e) {
        if (!StorageException.isAway(e)) {
          throw e;
        }
        LOG.warn(
            "The checkpoint of step {} is kept in {} until the store is back: {}",
            info.step(),
            spool.describe(),
            e.getMessage());
      }
    }
    makeRoom(info.step(), share.stream().mapToLong(tensor -> tensor.info().bytes()).sum());
    PartDescriptor part = new CheckpointWriter(spool).writePart(info, rank, share);
    wake();
    return part;
  }

  /**
   * As {@link CheckpointWriter#commit}; what cannot be committed yet is committed later.
   *
   * @return whether it is complete in the store
   */
  public boolean commit(CheckpointInfo info, List<PartDescriptor> parts) throws IOException {
    requireNotSuperseded();
    if (isEmpty()) {
      try {
        completed.accept(info, parts, writer.commit(info, parts));
        return true;
      } catch (IOException e) {
        if (!StorageException.isAway(e) && !(e instanceof DamagedCheckpointException)) {
          throw e;
        }
        LOG.warn("The checkpoint of step {} is completed later: {}", info.step(), e.getMessage());
      }
    }
    spool.put(
        CheckpointNames.manifest(CheckpointNames.folder(info.step())),
        ObjectBody.of(new Manifest(info, parts).toBytes()));
    wake();
    return false;
  }

  /**
   * Waits until nothing is in the spool.
   *
   * @return whether that came true in time
   */
  public boolean awaitEmpty(Duration longest) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!isEmpty()) {
      requireNotSuperseded();
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      synchronized (this) {
        wait(Math.min(200, 1 + left / 1_000_000));
      }
    }
    return true;
  }

  /** Where checkpoints lie while the store is away. */
  public String describe() {
    return spool.describe();
  }

  private boolean isEmpty() throws IOException {
    return spool.list("step-").isEmpty();
  }

  private synchronized void requireNotSuperseded() throws SupersededException {
    if (superseded != null) {
      throw superseded;
    }
  }

  /** Drops the oldest until {@code bytes} more fit. */
  private void makeRoom(long step, long bytes) throws IOException {
    List<String> oldestFirst = Folders.of(spool).files().keySet().stream().sorted().toList();
    String own = CheckpointNames.folder(step);
    int dropped = 0;
    for (String folder : oldestFirst) {
      boolean tooMany = oldestFirst.size() - dropped >= MOST_STEPS;
      if ((tooMany || size() + bytes > limit) && !folder.equals(own)) {
        StoredCheckpoints.remove(spool, folder);
        dropped++;
        LOG.warn("{} in the spool makes room for step {}.", folder, step);
      }
    }
    if (size() + bytes > limit) {
      throw new IOException(
          "the spool %s may hold %d bytes, and the checkpoint of step %d needs %d; raise spec.storage.spoolGib"
              .formatted(spool.describe(), limit, step, bytes));
    }
  }

  private long size() throws IOException {
    long size = 0;
    for (String key : spool.list("step-")) {
      Optional<StoredObject> found = spool.open(key);
      if (found.isPresent()) {
        try (StoredObject object = found.get()) {
          size += object.size();
        }
      }
    }
    return size;
  }

  private synchronized void wake() {
    if (!carrier.isAlive() && !closed) {
      carrier.start();
    }
    notifyAll();
  }

  /** Runs on a thread of its own from the first spooled part on. */
  private void carry() {
    Duration pause = firstPause;
    try {
      while (!isClosed()) {
        try {
          bringOver();
          pause = firstPause;
        } catch (SupersededException e) {
          synchronized (this) {
            superseded = e;
          }
          return;
        } catch (IOException e) {
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
          LOG.info("The spool is not brought over yet: {}", e.getMessage());
        }
        long millis = pause.toMillis();
        synchronized (this) {
          notifyAll();
          if (!closed) {
            wait(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1) + 1);
          }
        }
      }
    } catch (InterruptedException e) {
      // Closed; what is in the spool is brought over by the next process.
      Thread.currentThread().interrupt();
    }
  }

  private void bringOver(String folder) throws IOException {
    for (String key : spool.list(folder + "/part-")) {
      StoredCheckpoints.copyObject(spool, key, store);
      spool.delete(key);
    }
    String key = CheckpointNames.manifest(folder);
    Optional<StoredObject> found = spool.open(key);
    if (found.isEmpty()) {
      return;
    }
    Manifest manifest;
    try (StoredObject object = found.get()) {
      manifest = Manifest.read(key, object);
    }
    long step = manifest.info().step();
    try {
      String made = writer.commit(manifest.info(), manifest.parts());
      spool.delete(key);
      LOG.info("The checkpoint of step {} is in the store now.", step);
      completed.accept(manifest.info(), manifest.parts(), made);
    } catch (SupersededException e) {
      if (manifest.info().attempt() >= attempt) {
        throw e;
      }
      spool.delete(key);
      LOG.warn("The checkpoint of step {} in the spool is dropped: {}", step, e.getMessage());
    } catch (DamagedCheckpointException e) {
      if (isOvertaken(folder)) {
        spool.delete(key);
        LOG.warn("The checkpoint of step {} was never completed: {}", step, e.getMessage());
      }
    }
  }

  /** Parts of other ranks may never come: they too make room when newer ones are there. */
  private boolean isOvertaken(String folder) throws IOException {
    return store.readLatest().filter(latest -> latest.compareTo(folder) > 0).isPresent();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Stops bringing over; what is in the spool stays for the next process. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    carrier.interrupt();
    try {
      carrier.join(CLOSE_BOUND.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
