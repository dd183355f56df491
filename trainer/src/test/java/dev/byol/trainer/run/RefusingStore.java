package dev.byol.trainer.run;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.ForwardingStore;
import dev.byol.trainer.checkpoint.store.ObjectBody;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** A store that does not take certain keys. */
final class RefusingStore extends ForwardingStore {
  private final Predicate<String> refused;
  private final String words;

  RefusingStore(CheckpointStore store, Predicate<String> refused) {
    this(store, refused, "no space left");
  }

  /**
   * @param words what the kernel says
   */
  RefusingStore(CheckpointStore store, Predicate<String> refused, String words) {
    super(store);
    this.refused = refused;
    this.words = words;
  }

  private void requireRoom(String key) throws IOException {
    if (refused.test(key)) {
      throw new IOException(words + ": " + key);
    }
  }

  @Override
  public void put(String key, ObjectBody body) throws IOException {
    requireRoom(key);
    super.put(key, body);
  }

  @Override
  public boolean putIf(String key, Optional<String> expected, ObjectBody body) throws IOException {
    requireRoom(key);
    return super.putIf(key, expected, body);
  }
}
