package dev.byol.trainer.run;

import dev.byol.trainer.checkpoint.CheckpointStore;
import dev.byol.trainer.checkpoint.ObjectBody;
import dev.byol.trainer.checkpoint.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A store that has no room for certain keys. */
record RefusingStore(CheckpointStore store, Predicate<String> refused) implements CheckpointStore {
  @Override
  public String describe() {
    return store.describe();
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return store.list(prefix);
  }

  @Override
  public Optional<StoredObject> open(String key) throws IOException {
    return store.open(key);
  }

  @Override
  public void put(String key, ObjectBody body) throws IOException {
    if (refused.test(key)) {
      throw new IOException("no space left for " + key);
    }
    store.put(key, body);
  }

  @Override
  public void delete(String key) throws IOException {
    store.delete(key);
  }

  @Override
  public boolean putIf(String key, Optional<String> expected, ObjectBody body) throws IOException {
    if (refused.test(key)) {
      throw new IOException("no space left for " + key);
    }
    return store.putIf(key, expected, body);
  }

  @Override
  public int deleteLeftovers(Instant before, Predicate<String> isDead) throws IOException {
    return store.deleteLeftovers(before, isDead);
  }
}
