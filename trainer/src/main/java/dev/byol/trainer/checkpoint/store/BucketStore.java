package dev.byol.trainer.checkpoint.store;

import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectInfo;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * A store in object storage, under a prefix. An object is seen when it is whole, so that a crash
 * needs no care; conditional writes keep two writers apart.
 */
public final class BucketStore implements CheckpointStore {
  private final ObjectStore objects;
  private final ObjectAddress root;

  /**
   * @param objects stays the caller's
   * @param root the prefix; a {@code /} is set between it and the keys
   */
  public BucketStore(ObjectStore objects, ObjectAddress root) {
    this.objects = objects;
    this.root = root.withKey(root.folder());
  }

  @Override
  public String describe() {
    return root.toString();
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  @Override
  public long processorNanos() {
    return objects.processorNanos();
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return objects.listAll(address(prefix)).stream()
        .map(found -> found.key().substring(root.key().length()))
        .sorted()
        .toList();
  }

  @Override
  public Optional<StoredObject> open(String key) throws IOException {
    ObjectAddress address = address(key);
    return objects.find(address).map(found -> new Remote(objects, address, found));
  }

  /** By one request: while another writer replaces it, this reads what it was or what it is. */
  @Override
  public Optional<String> readLatest() throws IOException {
    Optional<ObjectStore.Content> found = objects.readAll(address(LATEST), LONGEST_NAME);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CheckpointStore.requireName(found.get().size());
    return Optional.of(CheckpointStore.nameIn(found.get().bytes()));
  }

  @Override
  public void put(String key, ObjectBody body) throws IOException {
    try (Upload upload = objects.upload(address(key), body.size())) {
      body.writeTo(upload);
      upload.complete();
    }
  }

  @Override
  public boolean putIf(String key, Optional<String> expected, ObjectBody body) throws IOException {
    return objects.putIf(address(key), expected, body.toBytes());
  }

  @Override
  public void delete(String key) throws IOException {
    objects.delete(address(key));
  }

  @Override
  public int deleteLeftovers(Instant before, Predicate<String> isDead) throws IOException {
    int prefix = root.key().length();
    return objects.abortUploads(
        root, (key, begun) -> begun.isBefore(before) || isDead.test(key.substring(prefix)));
  }

  private ObjectAddress address(String key) {
    return root.withKey(root.key() + key);
  }

  private record Remote(ObjectStore objects, ObjectAddress address, ObjectInfo info)
      implements StoredObject {
    @Override
    public long size() {
      return info.size();
    }

    @Override
    public String version() {
      return info.version();
    }

    @Override
    public void readFully(long position, ByteBuffer into) throws IOException {
      objects.read(address, info.version(), position, into);
    }

    @Override
    public void copyTo(FileChannel file, long begin, long length, LongConsumer arrived)
        throws IOException {
      objects.copyTo(address, info.version(), begin, length, file, arrived);
    }

    @Override
    public StoredObject fetch() throws IOException {
      return ArrivingCopy.of(this);
    }

    @Override
    public void close() {
      // Every read is a request of its own.
    }
  }
}
