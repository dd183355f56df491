package dev.byol.trainer.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** A store as one rank sees it: counts what is read of parts, and may alter it. */
final class MeteredStore implements CheckpointStore {
  private final CheckpointStore store;
  private final Predicate<String> altered;
  private final AtomicLong read = new AtomicLong();

  /**
   * @param altered the keys whose first byte of a copy is not what was stored
   */
  MeteredStore(CheckpointStore store, Predicate<String> altered) {
    this.store = store;
    this.altered = altered;
  }

  /** Bytes of parts. */
  long read() {
    return read.get();
  }

  @Override
  public Optional<StoredObject> open(String key) throws IOException {
    return store.open(key).map(object -> new Metered(key, object));
  }

  private final class Metered implements StoredObject {
    private final String key;
    private final StoredObject object;

    Metered(String key, StoredObject object) {
      this.key = key;
      this.object = object;
    }

    @Override
    public void copyTo(FileChannel file, long begin, long length, LongConsumer arrived)
        throws IOException {
      object.copyTo(file, begin, length, arrived);
      read.addAndGet(length);
      if (altered.test(key)) {
        ByteBuffer one = ByteBuffer.allocate(1);
        LocalCopy.readFully(file, begin, one);
        one.put(0, (byte) (one.get(0) ^ 1));
        LocalCopy.writeFully(file, begin, one.flip());
      }
    }

    @Override
    public long size() {
      return object.size();
    }

    @Override
    public String version() {
      return object.version();
    }

    @Override
    public void readFully(long position, ByteBuffer into) throws IOException {
      object.readFully(position, into);
    }

    @Override
    public void close() throws IOException {
      object.close();
    }
  }

  @Override
  public boolean isRemote() {
    return store.isRemote();
  }

  @Override
  public String describe() {
    return store.describe();
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return store.list(prefix);
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
