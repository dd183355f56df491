package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A store whose user dies at a chosen operation, before it takes effect. */
public record DyingStore(CheckpointStore store, int[] left) implements CheckpointStore {
  /** The process is gone. Not an exception that the code under test would handle. */
  public static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  public DyingStore(CheckpointStore store, int deadline) {
    this(store, new int[] {deadline});
  }

  private void count() {
    if (left[0]-- == 0) {
      throw new Died();
    }
  }

  @Override
  public String describe() {
    return store.describe();
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    count();
    return store.list(prefix);
  }

  @Override
  public Optional<StoredObject> open(String key) throws IOException {
    count();
    return store.open(key);
  }

  @Override
  public void put(String key, ObjectBody body) throws IOException {
    count();
    store.put(key, body);
  }

  @Override
  public boolean putIf(String key, Optional<String> expected, ObjectBody body) throws IOException {
    count();
    return store.putIf(key, expected, body);
  }

  @Override
  public void delete(String key) throws IOException {
    count();
    store.delete(key);
  }

  @Override
  public int deleteLeftovers(Instant before, Predicate<String> isDead) throws IOException {
    count();
    return store.deleteLeftovers(before, isDead);
  }
}
