package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.yaml.ExperimentWriter;
import dev.byol.trainer.checkpoint.AsyncCheckpointer;
import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.CheckpointLoader;
import dev.byol.trainer.checkpoint.CheckpointStore;
import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.HostSnapshot;
import dev.byol.trainer.checkpoint.OtherNetworkException;
import dev.byol.trainer.checkpoint.PartDescriptor;
import dev.byol.trainer.checkpoint.Rejected;
import dev.byol.trainer.checkpoint.Retention;
import dev.byol.trainer.checkpoint.SaveReport;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.checkpoint.WhenBusy;
import dev.byol.trainer.collective.Collective;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves and restores one run. All workers restore; rank 0 writes, since all hold the same state.
 * The checkpoint is one part.
 */
final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final Duration LONGEST_WRITE = Duration.ofMinutes(10);

  private final CheckpointStore store;
  private final CheckpointWriter writer;
  private final Retention retention;
  private final AsyncCheckpointer checkpointer;
  private final Collective collective;
  private final StateTensors tensors;
  private final HostSnapshot snapshot;
  private final ResolvedExperiment experiment;
  private final int attempt;
  private final Clock clock;
  private Instant lastSave;

  Checkpoints(
      CheckpointStore store,
      Collective collective,
      StateTensors tensors,
      ResolvedExperiment experiment,
      int attempt,
      Clock clock) {
    this.store = store;
    this.writer = new CheckpointWriter(store);
    this.retention =
        new Retention(
            store,
            experiment.checkpoint().keepLast(),
            experiment.checkpoint().keepEverySteps(),
            clock);
    this.checkpointer = new AsyncCheckpointer(WhenBusy.SKIP, LONGEST_WRITE);
    this.collective = collective;
    this.tensors = tensors;
    this.snapshot = new HostSnapshot(tensors.infos());
    this.experiment = experiment;
    this.attempt = attempt;
    this.clock = clock;
    this.lastSave = clock.instant();
  }

  /**
   * Begins this attempt and restores the newest complete checkpoint. Rank 0 chooses for all:
   * looking by themselves, ranks could find different ones while an older attempt still writes.
   *
   * @return the step to run next; 0 when there is no checkpoint
   * @throws SupersededException if a newer attempt has begun
   */
  long restore() throws IOException, OtherNetworkException {
    collective.describe("choosing the checkpoint to go on from");
    ByteBuffer chosen = ByteBuffer.allocate(Long.BYTES);
    if (collective.rank() == 0) {
      writer.begin(attempt);
      chosen.putLong(0, restored(newest()));
    }
    collective.broadcast(chosen, 0);
    long step = chosen.getLong(0);
    if (collective.rank() != 0 && step != 0) {
      restored(Optional.of(CheckpointLoader.open(store, step)));
    }
    return step;
  }

  private Optional<Checkpoint> newest() throws IOException {
    CheckpointLoader.Found found = CheckpointLoader.newestComplete(store);
    for (Rejected rejected : found.rejected()) {
      LOG.warn("Checkpoint {} is not used: it {}.", rejected.name(), rejected.sentence());
    }
    return found.checkpoint();
  }

  private long restored(Optional<Checkpoint> found) throws IOException, OtherNetworkException {
    if (found.isEmpty()) {
      return 0;
    }
    try (Checkpoint checkpoint = found.get()) {
      checkpoint.requireNetwork(tensors.layout());
      tensors.restore(checkpoint);
      return checkpoint.info().step();
    }
  }

  /** Whether a checkpoint is due after {@code done} steps. */
  boolean due(long done) {
    boolean bySteps =
        experiment.checkpoint().everySteps().isPresent()
            && done % experiment.checkpoint().everySteps().getAsLong() == 0;
    boolean byTime =
        experiment.checkpoint().every().isPresent()
            && !clock.instant().isBefore(lastSave.plus(experiment.checkpoint().every().get()));
    return bySteps || byTime;
  }

  /** Takes the state of {@code done} steps now and writes it beside the training. */
  void save(long done) throws IOException, InterruptedException {
    lastSave = clock.instant();
    SaveReport report =
        checkpointer.save(
            done,
            () -> {
              tensors.copyTo(snapshot);
              return () -> write(done);
            });
    report.warning().ifPresent(LOG::warn);
  }

  /** Takes the state of {@code done} steps and returns when it is durable. */
  void saveAndWait(long done) throws IOException, InterruptedException {
    checkpointer.awaitIdle(LONGEST_WRITE);
    save(done);
    SaveReport report = checkpointer.awaitIdle(LONGEST_WRITE);
    report.warning().ifPresent(LOG::warn);
  }

  private void write(long done) throws IOException {
    CheckpointInfo info =
        new CheckpointInfo(
            done,
            done * experiment.training().globalBatch(),
            experiment.training().trainImages(),
            experiment.seed(),
            1,
            attempt,
            collective.generation(),
            experiment.network().encoder().name(),
            tensors.layout().fingerprint(),
            ExperimentWriter.json(experiment.experiment()),
            clock.instant(),
            "0.1.0");
    PartDescriptor part = writer.writePart(info, 0, snapshot.entries());
    writer.commit(info, List.of(part));
    retention.apply(attempt);
  }

  @Override
  public void close() {
    checkpointer.close();
  }
}
