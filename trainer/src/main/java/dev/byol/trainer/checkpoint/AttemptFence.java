package dev.byol.trainer.checkpoint;

import java.io.IOException;
import java.util.List;

/**
 * Keeps processes of an older attempt, which may still run, from writing over a newer one. An
 * attempt leaves a key when it begins; the highest one may commit. Between the check and the
 * manifest a newer attempt may still begin: what it then reads is complete all the same, since
 * parts bear their attempt.
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
    for (String folder : Folders.of(store).committed()) {
      int writer = attemptOf(folder);
      if (writer > attempt) {
        throw new SupersededException(attempt, writer);
      }
    }
  }

  private int attemptOf(String folder) throws IOException {
    String key = CheckpointNames.manifest(folder);
    var found = store.open(key);
    if (found.isEmpty()) {
      return 0;
    }
    try (StoredObject manifest = found.get()) {
      return Manifest.read(key, manifest).info().attempt();
    } catch (DamagedCheckpointException e) {
      // The loader reports it; it says nothing about attempts.
      return 0;
    }
  }

  private static int number(String key) {
    String name = key.substring(CheckpointNames.ATTEMPTS.length());
    return name.matches("\\d{8}") ? Integer.parseInt(name) : 0;
  }
}
