package dev.byol.trainer.run;

import dev.byol.trainer.checkpoint.CheckpointStore;
import dev.byol.trainer.checkpoint.ObjectBody;
import dev.byol.trainer.checkpoint.StoredObject;
import dev.byol.trainer.data.DamagedPictureException;
import dev.byol.trainer.data.PictureDecoder;
import dev.byol.trainer.data.PictureSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries at the start what would else fail hours later: reading pictures, writing a checkpoint. */
public final class Preflight {
  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

  private Preflight() {}

  /**
   * Reads the first picture of a split.
   *
   * @return what is damaged about it; no failure, since a run counts and names damaged pictures
   * @throws dev.byol.trainer.data.DataException if it cannot be read
   */
  public static Optional<String> read(PictureSource source) {
    try (PictureDecoder decoder = new PictureDecoder(PictureDecoder.MOST_PIXELS)) {
      source.read(0, decoder);
      return Optional.empty();
    } catch (DamagedPictureException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Writes under the prefix of the checkpoints, reads back and deletes.
   *
   * @throws IOException if any of it fails, in the words of the store
   */
  public static void write(CheckpointStore store) throws IOException {
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
