package dev.byol.trainer.run;

import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.NetworkLayout;
import dev.byol.trainer.checkpoint.OtherNetworkException;
import dev.byol.trainer.checkpoint.Peers;
import dev.byol.trainer.checkpoint.Rejected;
import dev.byol.trainer.checkpoint.SharedLoader;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.checkpoint.spool.SpooledWriter;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.collective.Collective;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an attempt begins, on all ranks: what earlier processes left in their spools is brought over,
 * older attempts are shut out, and the newest complete checkpoint is opened.
 */
final class Resumption {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  private final CheckpointStore store;
  private final SpooledWriter writer;
  private final Collective collective;

  Resumption(CheckpointStore store, SpooledWriter writer, Collective collective) {
    this.store = store;
    this.writer = writer;
    this.collective = collective;
  }

  /**
   * The checkpoint to go on from, the same on all ranks; the caller closes it.
   *
   * @param bytes of a checkpoint of this run
   * @throws SupersededException if a newer attempt has begun
   */
  Optional<Checkpoint> open(long bytes) throws IOException {
    collective.describe("choosing the checkpoint to go on from");
    writer.bringOver();
    collective.barrier("what earlier processes left in their spools");
    if (collective.rank() == 0) {
      Preflight.write(store);
      Preflight.tooFull(store, bytes).ifPresent(LOG::warn);
      // Once more: its manifests may have waited for the parts of the others.
      writer.bringOver();
      writer.begin();
    }
    CheckpointLoader.Found found =
        new SharedLoader(store, new CollectivePeers(collective)).newestComplete();
    for (Rejected rejected : found.rejected()) {
      LOG.warn("Checkpoint {} is not used: it {}.", rejected.name(), rejected.sentence());
    }
    return found.checkpoint();
  }

  /**
   * Compares the run with the checkpoint; rank 0 refuses for all.
   *
   * @return what differs and may differ
   */
  Comparison compare(Checkpoint checkpoint, Provenance run, NetworkLayout wanted)
      throws OtherNetworkException, ChangedExperimentException {
    Comparison compared = Comparison.of(checkpoint.info(), run.experiment(), run.samples());
    if (collective.rank() == 0) {
      compared.requireAgreement(store.describe() + ", " + checkpoint.name());
      checkpoint.requireNetwork(wanted);
    }
    collective.barrier("comparing the run with its checkpoint");
    return compared;
  }

  private record CollectivePeers(Collective collective) implements Peers {
    @Override
    public int rank() {
      return collective.rank();
    }

    @Override
    public int count() {
      return collective.worldSize();
    }

    @Override
    public void broadcast(ByteBuffer inPlace, int root) {
      collective.broadcast(inPlace, root);
    }

    @Override
    public List<byte[]> allGather(byte[] mine, int maxBytes) {
      return collective.allGather(mine, maxBytes);
    }
  }
}
