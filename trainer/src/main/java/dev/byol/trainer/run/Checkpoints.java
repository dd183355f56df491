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
import dev.byol.trainer.checkpoint.WhenBusy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
  private final StateTensors tensors;
  private final HostSnapshot snapshot;
  private final ResolvedExperiment experiment;
  private final Clock clock;
  private Instant lastSave;

  Checkpoints(
      CheckpointStore store, StateTensors tensors, ResolvedExperiment experiment, Clock clock) {
    this.store = store;
    this.writer = new CheckpointWriter(store);
    this.retention = new Retention(store, experiment.checkpoint().keepLast(), clock);
    this.checkpointer = new AsyncCheckpointer(WhenBusy.SKIP, LONGEST_WRITE);
    this.tensors = tensors;
    this.snapshot = new HostSnapshot(tensors.infos());
    this.experiment = experiment;
    this.clock = clock;
    this.lastSave = clock.instant();
  }

  /**
   * Restores the newest complete checkpoint.
   *
   * @return the step to run next; 0 when there is none
   */
  long restore() throws IOException, OtherNetworkException {
    CheckpointLoader.Found found = CheckpointLoader.newestComplete(store);
    for (Rejected rejected : found.rejected()) {
      LOG.warn("Checkpoint {} is not used: it {}.", rejected.name(), rejected.sentence());
    }
    if (found.checkpoint().isEmpty()) {
      return 0;
    }
    try (Checkpoint checkpoint = found.checkpoint().get()) {
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
            0,
            0,
            experiment.network().encoder().name(),
            tensors.layout().fingerprint(),
            ExperimentWriter.json(experiment.experiment()),
            clock.instant(),
            "0.1.0");
    PartDescriptor part = writer.writePart(info, 0, snapshot.entries());
    writer.commit(info, List.of(part));
    retention.apply(info.attempt());
  }

  @Override
  public void close() {
    checkpointer.close();
  }
}
