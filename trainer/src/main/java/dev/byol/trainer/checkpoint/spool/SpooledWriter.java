package dev.byol.trainer.checkpoint.spool;

import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.Manifest;
import dev.byol.trainer.checkpoint.PartDescriptor;
import dev.byol.trainer.checkpoint.safetensors.TensorEntry;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.storage.DiskFailure;
import dev.byol.trainer.storage.LoudWait;
import dev.byol.trainer.storage.Pauses;
import dev.byol.trainer.storage.StorageException;
import dev.byol.trainer.storage.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link CheckpointWriter} that keeps what it writes in a directory of this machine while the
 * store is away, refuses us or is full, and brings it over when it takes it. The training goes on
 * meanwhile, and a person is told.
 *
 * <p>Each rank spools its own part; rank 0 also the manifest, which it commits when all parts have
 * arrived.
 */
public final class SpooledWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpooledWriter.class);

  /** After so long a checkpoint that found no room anywhere is left out for a newer one. */
  private static final Duration LONGEST_WITHOUT_ROOM = Duration.ofHours(1);

  /** Between two tries, here and of what is in the spool. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Hears of each checkpoint that became complete in the store, on whatever thread it did. */
  @FunctionalInterface
  public interface Completed {
    void accept(CheckpointInfo info, List<PartDescriptor> parts, String folder) throws IOException;
  }

  private final CheckpointWriter writer;
  private final String place;
  private final Spool spool;
  private final SpoolTransfer transfer;
  private final SpoolCarrier carrier;
  private final int attempt;
  private final Duration firstPause;
  private final LoudWait room;
  private volatile IOException noRoom;
  private final Completed completed;

  /**
   * @param store stays the caller's
   * @param directory of this rank alone; created at need
   * @param limit bytes
   * @param attempt ours; what an older one left and cannot be committed any more is dropped
   * @param firstPause after which a store that took nothing is tried again; doubles up to half a
   *     minute
   * @param waits hears of it while the store takes nothing
   */
  public SpooledWriter(
      CheckpointStore store,
      Path directory,
      long limit,
      int attempt,
      Duration firstPause,
      Waits waits,
      Completed completed) {
    this(store, new Spool(directory, limit), attempt, firstPause, waits, completed);
  }

  SpooledWriter(
      CheckpointStore store,
      Spool spool,
      int attempt,
      Duration firstPause,
      Waits waits,
      Completed completed) {
    this.writer = new CheckpointWriter(store);
    this.place = store.describe();
    this.spool = spool;
    this.transfer = new SpoolTransfer(spool, store, attempt, completed);
    this.carrier =
        new SpoolCarrier(
            spool,
            transfer,
            new Pauses(firstPause, LONGEST_PAUSE),
            new LoudWait(LOG::warn, waits, System::nanoTime));
    this.room = new LoudWait(LOG::warn, waits, System::nanoTime);
    this.attempt = attempt;
    this.firstPause = firstPause;
    this.completed = completed;
  }

  /**
   * Makes our attempt known; rank 0 calls it once, before it loads.
   *
   * @throws dev.byol.trainer.checkpoint.SupersededException if a newer attempt has begun
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
    transfer.run();
  }

  /**
   * As {@link CheckpointWriter#writePart}; into the spool while the store takes nothing. Where
   * there is no room for it either, {@code share} is kept and written when somebody has made some.
   */
  public PartDescriptor writePart(CheckpointInfo info, int rank, List<TensorEntry> share)
      throws IOException {
    return withRoom(info.step(), () -> writeOnce(info, rank, share));
  }

  private PartDescriptor writeOnce(CheckpointInfo info, int rank, List<TensorEntry> share)
      throws IOException {
    if (spool.isEmpty()) {
      try {
        return writer.writePart(info, rank, share);
      } catch (IOException e) {
        requireMendable(e);
        LOG.info("The checkpoint of step {} goes to the spool.", info.step(), e);
      }
    }
    PartDescriptor part = spool.writePart(info, rank, share);
    carrier.wake();
    return part;
  }

  /**
   * As {@link CheckpointWriter#commit}; what cannot be committed yet is committed later.
   *
   * @return whether it is complete in the store
   */
  public boolean commit(CheckpointInfo info, List<PartDescriptor> parts) throws IOException {
    return withRoom(info.step(), () -> commitOnce(info, parts));
  }

  private boolean commitOnce(CheckpointInfo info, List<PartDescriptor> parts) throws IOException {
    if (spool.isEmpty()) {
      try {
        String folder = writer.commit(info, parts);
        completed.accept(info, parts, folder);
        return true;
      } catch (DamagedCheckpointException e) {
        LOG.info("The checkpoint of step {} is completed later.", info.step(), e);
      } catch (IOException e) {
        requireMendable(e);
        LOG.info("The checkpoint of step {} is completed later.", info.step(), e);
      }
    }
    spool.writeManifest(new Manifest(info, parts));
    carrier.wake();
    return false;
  }

  private interface Writing<T> {
    T once() throws IOException;
  }

  /** Tries again and again while there is no room; what is to be written must not change. */
  private <T> T withRoom(long step, Writing<T> writing) throws IOException {
    long deadline = System.nanoTime() + LONGEST_WITHOUT_ROOM.toNanos();
    Pauses pauses = new Pauses(firstPause, LONGEST_PAUSE);
    while (true) {
      carrier.requireAlive();
      try {
        T written = writing.once();
        noRoom = null;
        room.isOver("Checkpoints can be written again");
        return written;
      } catch (IOException e) {
        if (!DiskFailure.mayMend(e) || System.nanoTime() > deadline) {
          throw e;
        }
        noRoom = e;
        room.goesOn(
            "The checkpoint of step %d waits in memory until there is room in %s (or %s), and the training goes on"
                .formatted(step, place, spool.describe()),
            e);
      }
      pauses.sleep("interrupted while a checkpoint waited for room");
    }
  }

  /**
   * A store that took our beginning may have lost its bucket or moved since: what it says about
   * that is no mistake in the experiment, and somebody may fix it.
   */
  private static void requireMendable(IOException failure) throws IOException {
    if (StorageException.in(failure).isEmpty() && !DiskFailure.mayMend(failure)) {
      throw failure;
    }
  }

  /**
   * Waits until nothing is in the spool.
   *
   * @return whether that came true in time
   */
  public boolean awaitEmpty(Duration longest) throws IOException, InterruptedException {
    return carrier.awaitEmpty(longest);
  }

  /** Where checkpoints of this process lie that the store has not; empty: there are none. */
  public Optional<String> kept() throws IOException {
    return spool.isEmpty() ? Optional.empty() : Optional.of(spool.describe());
  }

  /** Why nothing could be written, or brought over, the last time; empty if it could. */
  public Optional<IOException> lastFailure() {
    return Optional.ofNullable(noRoom).or(carrier::lastFailure);
  }

  /** Stops bringing over; what is in the spool stays for the next process. */
  @Override
  public void close() {
    carrier.close();
  }
}
