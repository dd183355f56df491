package dev.byol.trainer.run;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.PartDescriptor;
import dev.byol.trainer.checkpoint.Retention;
import dev.byol.trainer.checkpoint.spool.SpooledWriter;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The complete checkpoints of a run as rank 0 knows them: each is told, and older ones make room.
 * May be used from several threads.
 */
final class Committed implements SpooledWriter.Completed {
  private static final Logger LOG = LoggerFactory.getLogger(Committed.class);

  private final Provenance run;
  private final Retention retention;
  private final Consumer<CheckpointReport> told;

  /** Raised by the training thread, and by those that write and bring over. */
  private final AtomicLong newest = new AtomicLong(-1);

  /**
   * @param store of this run, whose older checkpoints are removed
   * @param told hears of each
   * @param clock compared with the store's times
   */
  Committed(CheckpointStore store, Provenance run, Consumer<CheckpointReport> told, Clock clock) {
    this.run = run;
    this.told = told;
    this.retention =
        new Retention(
            store,
            run.experiment().checkpoint().keepLast(),
            run.experiment().checkpoint().keepEverySteps(),
            clock);
  }

  /** Step of the newest; 0: the run begins without one, -1: not known yet. */
  long newest() {
    return newest.get();
  }

  /** The run begins without one. */
  void none() {
    newest.set(0);
  }

  /** The run goes on from this one. */
  void restored(Checkpoint checkpoint) {
    tell(checkpoint.name(), checkpoint.info(), checkpoint.parts());
    newest.set(checkpoint.info().step());
  }

  @Override
  public void accept(CheckpointInfo info, List<PartDescriptor> parts, String folder) {
    newest.accumulateAndGet(info.step(), Math::max);
    tell(folder, info, parts);
    try {
      retention.apply(run.attempt());
    } catch (IOException e) {
      // The checkpoint is there all the same.
      LOG.warn("Older checkpoints were not removed: {}", e.getMessage());
    }
  }

  private void tell(String folder, CheckpointInfo info, List<PartDescriptor> parts) {
    told.accept(
        new CheckpointReport(
            info.step(),
            run.experiment().checkpoint().uri() + "/" + folder,
            info.created(),
            parts.stream().mapToLong(PartDescriptor::bytes).sum()));
  }
}
