package dev.byol.trainer.run;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.trainer.checkpoint.AsyncCheckpointer;
import dev.byol.trainer.checkpoint.Checkpoint;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.HostSnapshot;
import dev.byol.trainer.checkpoint.OtherNetworkException;
import dev.byol.trainer.checkpoint.PartDescriptor;
import dev.byol.trainer.checkpoint.PartSplit;
import dev.byol.trainer.checkpoint.SaveReport;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.checkpoint.spool.SpooledWriter;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.Pace;
import dev.byol.trainer.checkpoint.store.PacedStore;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.storage.DiskFailure;
import dev.byol.trainer.storage.StorageException;
import dev.byol.trainer.storage.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves and restores one run; every rank has one and calls it at the same step boundaries. Each
 * rank writes its part beside the training; when all are done, rank 0 gets their descriptors and
 * writes the manifest, beside the training too. One checkpoint is in flight at a time.
 */
final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /** What is still being written when a run fails is worth no longer wait. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** After which a store that was away is tried again. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** Between two looks whether a stop was asked for meanwhile. */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

  private static final int LONGEST_DESCRIPTOR = 16 << 20;
  private static final byte[] NO_PART = {};

  private final CheckpointStore store;
  private final SpooledWriter writer;
  private final Committed committed;
  private final AsyncCheckpointer background;
  private final Collective collective;
  private final StateTensors tensors;
  private final HostSnapshot share;
  private final Provenance run;
  private final Clock clock;
  private final SaveSchedule schedule;
  private final Pace pace;
  private Optional<InFlight> inFlight = Optional.empty();

  /** A checkpoint of which not all parts are known to be written. */
  private static final class InFlight {
    final CheckpointInfo info;
    private volatile byte[] part = NO_PART;

    InFlight(CheckpointInfo info) {
      this.info = info;
    }
  }

  Checkpoints(
      CheckpointStore store,
      Collective collective,
      StateTensors tensors,
      Provenance run,
      SpoolPlace spool,
      Pace pace,
      Consumer<CheckpointReport> completed,
      Waits waits,
      Clock clock) {
    this.store = store;
    this.committed = new Committed(store, run, completed, clock);
    this.writer =
        new SpooledWriter(
            new PacedStore(store, pace),
            spool.directory().resolve("rank-" + collective.rank()),
            spool.bytes(),
            run.attempt(),
            FIRST_PAUSE,
            waits,
            committed);
    this.background = new AsyncCheckpointer(AFTER_FAILURE);
    this.collective = collective;
    this.tensors = tensors;
    this.share =
        new HostSnapshot(
            PartSplit.share(tensors.infos(), collective.rank(), collective.worldSize()));
    this.run = run;
    this.clock = clock;
    this.schedule = SaveSchedule.of(run.experiment(), clock);
    this.pace = pace;
  }

  /**
   * Begins this attempt and restores the newest complete checkpoint, on every rank the same.
   *
   * @throws SupersededException if a newer attempt has begun
   * @throws ChangedExperimentException if the run contradicts the checkpoint
   */
  Resumed restore() throws IOException, OtherNetworkException, ChangedExperimentException {
    Resumption resumption = new Resumption(store, writer, collective);
    Optional<Checkpoint> found = resumption.open(tensors.bytes());
    if (found.isEmpty()) {
      committed.none();
      return Resumed.BEGINNING;
    }
    try (Checkpoint checkpoint = found.get()) {
      Comparison compared = resumption.compare(checkpoint, run, tensors.layout());
      tensors.restore(checkpoint);
      committed.restored(checkpoint);
      return new Resumed(checkpoint.info().step(), compared.told(), compared.scheduleSteps());
    }
  }

  /** Whether a checkpoint is due after {@code done} steps, and none is in flight. Rank 0 asks. */
  boolean due(long done) throws IOException, InterruptedException {
    return schedule.isDue(done) && inFlight.isEmpty() && isIdle(Duration.ZERO);
  }

  /** Makes a checkpoint due as soon as none is in flight. */
  void order() {
    schedule.order();
  }

  /** Whether this rank is done with its part of the checkpoint in flight. */
  boolean partReady() throws IOException, InterruptedException {
    return inFlight.isPresent() && isIdle(Duration.ZERO);
  }

  /** Does what was agreed after {@code done} steps. */
  void atBoundary(long done, Agreement agreed) throws IOException, InterruptedException {
    if (agreed.partsReady()) {
      collect();
    }
    boolean isAwaited = schedule.isOrdered();
    if (agreed.save()) {
      begin(done);
    }
    // Let go in time: the next one is not left out because this one was written slowly.
    if (isAwaited || schedule.isNextNear(agreed.save() ? done + 1 : done)) {
      pace.letGo();
    } else if (agreed.save()) {
      pace.hold();
    }
  }

  /**
   * Takes the state of {@code done} steps and returns when it is durable, on every rank.
   *
   * @param wait how long a store or disk that takes nothing is waited for
   * @throws IOException on every rank, when it cannot be written
   */
  void saveAndWait(long done, LastWait wait) throws IOException, InterruptedException {
    collective.describe("the checkpoint of step " + done);
    pace.letGo();
    if (inFlight.isPresent()) {
      collectWaiting(wait);
    }
    isIdle(wait.remaining());
    if (!allCommitted(done)) {
      begin(done);
      collectWaiting(wait);
    }
    boolean isEmpty = false;
    for (Duration left = wait.remaining(); !isEmpty && !left.isZero(); left = wait.remaining()) {
      isEmpty = writer.awaitEmpty(left.compareTo(LONGEST_LOOK) < 0 ? left : LONGEST_LOOK);
    }
    if (!allCommitted(done)) {
      throw notWritten(done);
    }
  }

  /** In the words, and of the kind, of what kept it from being written. */
  private IOException notWritten(long done) throws IOException {
    Optional<IOException> reason = writer.lastFailure();
    String message =
        "the checkpoint of step %d could not be written to %s%s; %s"
            .formatted(
                done,
                store.describe(),
                reason.map(e -> ": " + e.getMessage()).orElse("; the lines above say why"),
                writer
                    .kept()
                    .map(
                        folder ->
                            "it is kept in "
                                + folder
                                + ", and the same command on this machine brings it over when that is fixed")
                    .orElse("fix that, and the same command goes on from the checkpoint before"));
    Optional<StorageException> refusal = reason.flatMap(StorageException::in);
    if (refusal.isPresent()) {
      return new StorageException(
          refusal.get().kind(), refusal.get().status(), message, refusal.get());
    }
    if (reason.filter(DiskFailure::isOnReadOnly).isPresent()) {
      // It took this attempt's beginning: the disk is out of order, not the path wrong.
      return new StorageException(StorageException.Kind.AWAY, 0, message, reason.get());
    }
    return new IOException(message, reason.orElse(null));
  }

  /** Copies this rank's share and writes it beside the training. */
  private void begin(long done) throws IOException, InterruptedException {
    schedule.taken();
    InFlight begun = new InFlight(run.info(done, collective, tensors.layout(), clock.instant()));
    SaveReport report =
        background.save(
            done,
            () -> {
              tensors.copyTo(share);
              return () ->
                  begun.part =
                      writer.writePart(begun.info, collective.rank(), share.entries()).toJson();
            });
    report.warning().ifPresent(LOG::warn);
    inFlight = Optional.of(begun);
  }

  private void collectWaiting(LastWait wait) throws IOException, InterruptedException {
    isIdle(wait.remaining());
    collect();
    isIdle(wait.remaining());
  }

  /** Brings all descriptors to rank 0, which then commits beside the training. */
  private void collect() throws IOException, InterruptedException {
    InFlight written = inFlight.orElseThrow();
    inFlight = Optional.empty();
    List<byte[]> descriptors = collective.allGather(written.part, LONGEST_DESCRIPTOR);
    List<PartDescriptor> parts = new ArrayList<>();
    for (byte[] descriptor : descriptors) {
      if (descriptor.length > 0) {
        parts.add(PartDescriptor.fromJson(descriptor));
      }
    }
    long step = written.info.step();
    if (parts.size() < collective.worldSize()) {
      LOG.warn(
          "The checkpoint of step {} is left out: {} of {} workers could not write their part.",
          step,
          collective.worldSize() - parts.size(),
          collective.worldSize());
    } else if (collective.rank() == 0) {
      background.save(
          step,
          () ->
              () -> {
                writer.commit(written.info, parts);
              });
    }
  }

  /** Whether rank 0 has committed {@code step}, told to all. */
  private boolean allCommitted(long step) {
    ByteBuffer newest = ByteBuffer.allocate(Long.BYTES).putLong(0, committed.newest());
    collective.broadcast(newest, 0);
    return newest.getLong(0) == step;
  }

  private boolean isIdle(Duration longest) throws IOException, InterruptedException {
    SaveReport report = background.awaitIdle(longest);
    report.warning().ifPresent(LOG::warn);
    return report.outcome() == SaveReport.Outcome.IDLE;
  }

  @Override
  public void close() {
    background.close();
    writer.close();
  }
}
