package dev.byol.trainer.checkpoint.store;

import java.io.IOException;

/** Another store into which objects are put at a {@link Pace}; the rest is passed on as it is. */
public final class PacedStore extends ForwardingStore {
  private final Pace pace;

  /** Both stay the caller's. */
  public PacedStore(CheckpointStore store, Pace pace) {
    super(store);
    this.pace = pace;
  }

  @Override
  public void put(String key, ObjectBody body) throws IOException {
    super.put(key, pace.of(body, this::processorNanos));
  }
}
