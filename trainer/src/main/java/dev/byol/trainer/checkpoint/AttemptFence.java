package dev.byol.trainer.checkpoint;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DamagedCheckpointException;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps processes of an older attempt, which may still run, from writing over a newer one. An
 * attempt leaves a key when it begins; the highest one may commit, unless {@code latest} is of a
 * higher one, whose key somebody removed. That takes the same few requests however many checkpoints
 * are kept. Between the check and the manifest a newer attempt may still begin: what it then reads
 * is complete all the same, since parts bear their attempt.
 */
final class AttemptFence {
  private final CheckpointStore store;

  AttemptFence(CheckpointStore store) {
    this.store = store;
  }

  void begin(int attempt) throws IOException {
    requireNewest(attempt);
    String key = CheckpointNames.attempt(attempt);
    List<String> known = store.list(CheckpointNames.ATTEMPTS);
    if (!known.contains(key)) {
      store.put(key, ObjectBody.of("attempt " + attempt + "\n"));
    }
    for (String other : known) {
      if (number(other) < attempt) {
        store.delete(other);
      }
    }
  }

  void requireNewest(int attempt) throws IOException {
    int newest =
        store.list(CheckpointNames.ATTEMPTS).stream()
            .mapToInt(AttemptFence::number)
            .max()
            .orElse(attempt);
    if (newest > attempt) {
      throw new SupersededException(attempt, newest);
    }
    int writer = writerOfLatest();
    if (writer > attempt) {
      throw new SupersededException(attempt, writer);
    }
  }

  /** 0: none, or damaged, which the loader reports; it says nothing about attempts. */
  private int writerOfLatest() throws IOException {
    try {
      Optional<String> latest =
          store.readLatest().filter(folder -> CheckpointNames.step(folder).isPresent());
      return latest.isEmpty()
          ? 0
          : Manifest.find(store, latest.get()).map(found -> found.info().attempt()).orElse(0);
    } catch (DamagedCheckpointException e) {
      return 0;
    }
  }

  private static int number(String key) {
    String name = key.substring(CheckpointNames.ATTEMPTS.length());
    return name.matches("\\d{8}") ? Integer.parseInt(name) : 0;
  }
}
