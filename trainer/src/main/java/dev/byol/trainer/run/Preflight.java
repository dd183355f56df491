package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import dev.byol.trainer.checkpoint.store.StoredObject;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.data.DamagedPictureException;
import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.DecodeSettings;
import dev.byol.trainer.data.LabelSummary;
import dev.byol.trainer.data.PictureDecoder;
import dev.byol.trainer.data.PictureSource;
import dev.byol.trainer.data.PictureSurvey;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries at the start what would else fail hours later: reading pictures, writing a checkpoint. */
public final class Preflight {
  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

  /** As many as a run's log of damage takes the fraction of at least. */
  private static final int SURVEYED = 200;

  /** Stores take up to 8 MiB by one request; two pieces are the fewest that are pieces. */
  private static final int MORE_THAN_A_PIECE = (8 << 20) + 1024;

  private Preflight() {}

  /**
   * Reads the first picture of a split.
   *
   * @return what is damaged about it; no failure, since a run counts and names damaged pictures
   * @throws dev.byol.trainer.data.DataException if it cannot be read
   */
  public static Optional<String> read(PictureSource source, DecodeSettings decoding) {
    try (PictureDecoder decoder = new PictureDecoder(decoding)) {
      source.read(0, decoder);
      return Optional.empty();
    } catch (DamagedPictureException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Reads and decodes some pictures of a split. */
  public static PictureSurvey survey(PictureSource source, DecodeSettings decoding) {
    try (PictureDecoder decoder = new PictureDecoder(decoding)) {
      return PictureSurvey.of(source, SURVEYED, decoder);
    }
  }

  /**
   * Refuses a split of which so many pictures are damaged that a run would stop.
   *
   * @param size of the split
   * @throws DataException with the first of them
   */
  public static void requireSound(PictureSurvey survey, int size, double maxDamagedFraction) {
    int damaged = survey.damaged().size();
    if (damaged > maxDamagedFraction * Math.max(survey.looked(), Math.min(size, SURVEYED))) {
      throw new DataException(
          "%d of %d pictures looked at are damaged, more than the allowed fraction %s; fix or remove them, or raise spec.data.maxDamagedFraction (first one: %s)"
              .formatted(damaged, survey.looked(), maxDamagedFraction, survey.damaged().get(0)));
    }
  }

  /**
   * Resolves the experiment against its data as a run does.
   *
   * @return remarks on what will not be measured, and why
   * @throws dev.byol.api.validation.InvalidExperimentException if it does not fit the data
   */
  public static List<String> plan(
      ExperimentFile file, PictureSource train, Optional<PictureSource> heldOut) {
    LabelSummary labels = LabelSummary.of(train);
    List<String> remarks = new ArrayList<>();
    labels.whyNoProbes().ifPresent(why -> remarks.add("No probes are trained: " + why));
    ResolvedExperiment experiment = file.resolve(Splits.facts(train, labels));
    int features = ByolNetwork.of(Networks.spec(experiment)).features();
    heldOut
        .flatMap(split -> EvaluationPlan.of(experiment, train, split, features))
        .ifPresent(plan -> remarks.addAll(plan.remarks()));
    return remarks;
  }

  /**
   * Does under the prefix of the checkpoints what saving one does: lists, writes conditionally,
   * writes in pieces to a store where large objects go in pieces, looks for unfinished uploads,
   * reads back and deletes.
   *
   * @throws IOException if any of it fails, in the words of the store
   */
  public static void write(CheckpointStore store) throws IOException {
    store.list(CheckpointStore.LATEST);
    writeConditionally(store);
    if (store.isRemote()) {
      writeInPieces(store);
      store.deleteLeftovers(Instant.EPOCH, key -> false);
    }
  }

  /** That the disk of the checkpoints has no room for one of {@code bytes}, a sentence. */
  static Optional<String> tooFull(CheckpointStore store, long bytes) {
    OptionalLong room = store.room();
    return room.isPresent() && room.getAsLong() < bytes
        ? Optional.of(
            "spec.checkpoint.uri: the disk of %s has %s left, and a checkpoint takes %s; make room, or name another place."
                .formatted(store.describe(), mebibytes(room.getAsLong()), mebibytes(bytes)))
        : Optional.empty();
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  /**
   * Refuses more workers than pictures of a batch.
   *
   * @throws DataException with the remedy
   */
  static void requireShare(ResolvedExperiment experiment, int workers) {
    if (experiment.training().globalBatch() < workers) {
      throw new DataException(
          "spec.training.globalBatch is %d for %d workers; each needs at least one picture: use fewer workers or a larger batch."
              .formatted(experiment.training().globalBatch(), workers));
    }
  }

  private static void writeInPieces(CheckpointStore store) throws IOException {
    String key = "preflight-" + UUID.randomUUID();
    byte[] noise = new byte[MORE_THAN_A_PIECE];
    new Random(noise.length).nextBytes(noise);
    ObjectBody body = ObjectBody.of(noise);
    store.put(key, body);
    try {
      requireReadBack(store, key, body);
    } finally {
      store.delete(key);
    }
  }

  private static void writeConditionally(CheckpointStore store) throws IOException {
    String key = "preflight-" + UUID.randomUUID();
    ObjectBody body = ObjectBody.of("May byol write here? Yes.\n");
    if (!store.putIf(key, Optional.empty(), body)) {
      throw new IOException(
          "%s says that %s is there already, which it is not: conditional writes do not work; use another store"
              .formatted(store.describe(), key));
    }
    try {
      requireReadBack(store, key, body);
      if (store.putIf(key, Optional.empty(), ObjectBody.of("no"))) {
        LOG.warn(
            "{} ignores conditions of writes (If-None-Match): two attempts that write at once are told apart by looking only.",
            store.describe());
      }
    } finally {
      store.delete(key);
    }
    if (store.open(key).isPresent()) {
      throw new IOException(
          "%s in %s could not be deleted; give the right to delete, or old checkpoints pile up"
              .formatted(key, store.describe()));
    }
  }

  private static void requireReadBack(CheckpointStore store, String key, ObjectBody body)
      throws IOException {
    Optional<StoredObject> found = store.open(key);
    if (found.isPresent()) {
      try (StoredObject object = found.get()) {
        if (Arrays.equals(object.readAll(), body.toBytes())) {
          return;
        }
      }
    }
    throw new IOException(
        "what was written to %s in %s was not read back; check that nothing else writes there"
            .formatted(key, store.describe()));
  }
}
