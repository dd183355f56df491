package dev.byol.trainer.checkpoint;

import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link CheckpointWriter} that keeps what it writes in a directory of this machine while the
 * store is away, and brings it over when the store is back. The training goes on meanwhile.
 *
 * <p>Each rank spools its own part; rank 0 also the manifest, which it commits when all parts have
 * arrived. A directory as store is never away: nothing is spooled then.
 */
public final class SpooledWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpooledWriter.class);

  /** Hears of each checkpoint that became complete in the store, on whatever thread it did. */
  @FunctionalInterface
  public interface Completed {
    void accept(CheckpointInfo info, List<PartDescriptor> parts, String folder) throws IOException;
  }

  private final CheckpointWriter writer;
  private final Spool spool;
  private final SpoolTransfer transfer;
  private final SpoolCarrier carrier;
  private final int attempt;
  private final Completed completed;

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
    this.writer = new CheckpointWriter(store);
    this.spool = new Spool(directory, limit);
    this.transfer = new SpoolTransfer(spool, store, attempt, completed);
    this.carrier = new SpoolCarrier(spool, transfer, firstPause);
    this.attempt = attempt;
    this.completed = completed;
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
    transfer.run();
  }

  /** As {@link CheckpointWriter#writePart}; into the spool while the store is away. */
  public PartDescriptor writePart(CheckpointInfo info, int rank, List<TensorEntry> share)
      throws IOException {
    carrier.requireNotSuperseded();
    if (spool.isEmpty()) {
      try {
        return writer.writePart(info, rank, share);
      } catch (IOException e) {
        if (!StorageException.mayMend(e)) {
          throw e;
        }
        LOG.warn(
            "The checkpoint of step {} is kept in {} until the store is back: {}",
            info.step(),
            spool.describe(),
            e.getMessage());
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
    carrier.requireNotSuperseded();
    if (spool.isEmpty()) {
      try {
        completed.accept(info, parts, writer.commit(info, parts));
        return true;
      } catch (IOException e) {
        if (!StorageException.mayMend(e) && !(e instanceof DamagedCheckpointException)) {
          throw e;
        }
        LOG.warn("The checkpoint of step {} is completed later: {}", info.step(), e.getMessage());
      }
    }
    spool.writeManifest(new Manifest(info, parts));
    carrier.wake();
    return false;
  }

  /**
   * Waits until nothing is in the spool.
   *
   * @return whether that came true in time
   */
  public boolean awaitEmpty(Duration longest) throws IOException, InterruptedException {
    return carrier.awaitEmpty(longest);
  }

  /** Where checkpoints lie while the store is away. */
  public String describe() {
    return spool.describe();
  }

  /** Stops bringing over; what is in the spool stays for the next process. */
  @Override
  public void close() {
    carrier.close();
  }
}
