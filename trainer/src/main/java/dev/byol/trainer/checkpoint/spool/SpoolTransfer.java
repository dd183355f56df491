package dev.byol.trainer.checkpoint.spool;

import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.Manifest;
import dev.byol.trainer.checkpoint.PartDescriptor;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings over to the store what lies in the spool: parts first, the manifest when all are there.
 */
final class SpoolTransfer {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolTransfer.class);

  private final Spool spool;
  private final CheckpointStore store;
  private final int attempt;
  private final SpooledWriter.Completed completed;

  /**
   * @param attempt ours; what an older one left and cannot be committed any more is dropped
   */
  SpoolTransfer(
      Spool spool, CheckpointStore store, int attempt, SpooledWriter.Completed completed) {
    this.spool = spool;
    this.store = store;
    this.attempt = attempt;
    this.completed = completed;
  }

  /**
   * Brings everything over, once. Manifests that lack a part of another rank stay.
   *
   * @throws IOException if the store is away
   * @throws SupersededException if a newer attempt has begun
   */
  void run() throws IOException {
    for (String folder : spool.folders()) {
      spool.moveParts(folder, store);
      Optional<Manifest> manifest = spool.manifest(folder);
      if (manifest.isPresent()) {
        commit(folder, manifest.get().info(), manifest.get().parts());
      }
    }
  }

  private void commit(String folder, CheckpointInfo info, List<PartDescriptor> parts)
      throws IOException {
    try {
      String made = new CheckpointWriter(store).commit(info, parts);
      spool.removeManifest(folder);
      LOG.info("The checkpoint of step {} is in the store now.", info.step());
      completed.accept(info, parts, made);
    } catch (SupersededException e) {
      if (info.attempt() >= attempt) {
        throw e;
      }
      spool.removeManifest(folder);
      LOG.warn(
          "The checkpoint of step {} in the spool is dropped: {}", info.step(), e.getMessage());
    } catch (DamagedCheckpointException e) {
      if (isOvertaken(folder)) {
        spool.removeManifest(folder);
        LOG.warn("The checkpoint of step {} was never completed: {}", info.step(), e.getMessage());
      }
    }
  }

  /** Parts of other ranks may never come: they too make room when newer ones are there. */
  private boolean isOvertaken(String folder) throws IOException {
    return store.readLatest().filter(latest -> latest.compareTo(folder) > 0).isPresent();
  }
}
