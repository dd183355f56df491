package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** A store as one rank sees it: counts what is read of parts, and may alter it. */
public final class MeteredStore extends ForwardingStore {
  private final Predicate<String> altered;
  private final AtomicLong read = new AtomicLong();

  /**
   * @param altered the keys whose first byte of a copy is not what was stored
   */
  public MeteredStore(CheckpointStore store, Predicate<String> altered) {
    super(store);
    this.altered = altered;
  }

  /** Bytes of parts. */
  public long read() {
    return read.get();
  }

  @Override
  public Optional<StoredObject> open(String key) throws IOException {
    return super.open(key).map(object -> new Metered(key, object));
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
}
