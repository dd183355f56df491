package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Another store, for those to extend that change some of its operations. */
public abstract class ForwardingStore implements CheckpointStore {
  private final CheckpointStore store;

  protected ForwardingStore(CheckpointStore store) {
    this.store = store;
  }

  @Override
  public String describe() {
    return store.describe();
  }

  @Override
  public boolean isRemote() {
    return store.isRemote();
  }

  @Override
  public long processorNanos() {
    return store.processorNanos();
  }

  @Override
  public OptionalLong room() {
    return store.room();
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
    store.put(key, body);
  }

  @Override
  public boolean putIf(String key, Optional<String> expected, ObjectBody body) throws IOException {
    return store.putIf(key, expected, body);
  }

  @Override
  public void delete(String key) throws IOException {
    store.delete(key);
  }

  @Override
  public int deleteLeftovers(Instant before, Predicate<String> isDead) throws IOException {
    return store.deleteLeftovers(before, isDead);
  }
}
