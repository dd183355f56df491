package dev.byol.trainer.data.remote;

import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.IndexShelf;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes beside the shards, in {@code .byol-index/}. Everybody reads them; they are written by who
 * is told to, for a run has no business writing into its data.
 */
public final class BucketShelf implements IndexShelf {
  private static final Logger LOG = LoggerFactory.getLogger(BucketShelf.class);
  private static final int MOST_BYTES = 1 << 30;

  /** Whether an index may be written. */
  public enum Access {
    READ,
    WRITE
  }

  private final ObjectStore store;
  private final IndexShelf nearer;
  private final Access access;

  /**
   * @param nearer is asked first, and keeps what was found here
   */
  public BucketShelf(ObjectStore store, IndexShelf nearer, Access access) {
    this.store = store;
    this.nearer = nearer;
    this.access = access;
  }

  @Override
  public Optional<byte[]> find(String location, List<String> shards) {
    Optional<byte[]> near = nearer.find(location, shards);
    if (near.isPresent() || !ObjectAddress.isOne(shards.get(0))) {
      return near;
    }
    try {
      return store.readAll(address(location, shards), MOST_BYTES).map(ObjectStore.Content::bytes);
    } catch (IOException e) {
      LOG.warn("The index of {} cannot be read ({}); it is built anew.", location, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void keep(String location, List<String> shards, byte[] index) {
    nearer.keep(location, shards, index);
    if (access == Access.READ || !ObjectAddress.isOne(shards.get(0))) {
      return;
    }
    ObjectAddress address = address(location, shards);
    try (Upload upload = store.upload(address, index.length)) {
      upload.write(ByteBuffer.wrap(index));
      upload.complete();
    } catch (IOException e) {
      throw new DataException(
          "the index of %s is not kept beside the data: %s".formatted(location, e.getMessage()), e);
    }
  }

  private static ObjectAddress address(String location, List<String> shards) {
    ObjectAddress first = ObjectAddress.parse(shards.get(0));
    String folder = first.key().substring(0, first.key().lastIndexOf('/') + 1);
    return first.withKey(folder + ".byol-index/" + name(location));
  }

  static String name(String location) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(location.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16) + ".index";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
