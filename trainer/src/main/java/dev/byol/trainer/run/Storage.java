package dev.byol.trainer.run;

import dev.byol.api.spec.StorageSpec;
import dev.byol.trainer.checkpoint.BucketStore;
import dev.byol.trainer.checkpoint.CheckpointStore;
import dev.byol.trainer.checkpoint.DirectoryStore;
import dev.byol.trainer.data.DataFiles;
import dev.byol.trainer.data.IndexShelf;
import dev.byol.trainer.data.LocalFiles;
import dev.byol.trainer.data.remote.BucketFiles;
import dev.byol.trainer.data.remote.BucketShelf;
import dev.byol.trainer.data.remote.FolderShelf;
import dev.byol.trainer.data.remote.ShardCache;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.StorageSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Opens what an experiment names by address: directories, and places in object storage. */
public final class Storage implements AutoCloseable {
  private final StorageSettings settings;
  private final StorageSpec spec;
  private final Patience patience;
  private Optional<ObjectStore> forCheckpoints = Optional.empty();
  private Optional<BucketFiles> forData = Optional.empty();

  /**
   * Nothing is opened yet.
   *
   * @param spec with defaults filled in
   * @param patience for checkpoints
   */
  public Storage(StorageSpec spec, Map<String, String> environment, Patience patience) {
    this.spec = spec;
    this.settings = StorageSettings.of(spec, environment);
    this.patience = patience;
  }

  /**
   * The store at {@code uri}: a directory or {@code s3://bucket/prefix}. Valid until this is
   * closed.
   *
   * @throws IOException if the address or the settings cannot be used
   */
  public CheckpointStore checkpoints(String uri) throws IOException {
    if (!uri.contains("://")) {
      return new DirectoryStore(Path.of(uri));
    }
    ObjectAddress address = address(uri);
    if (forCheckpoints.isEmpty()) {
      forCheckpoints = Optional.of(ObjectStore.open(settings, patience));
    }
    return new BucketStore(forCheckpoints.get(), address);
  }

  /**
   * What reads the pictures at {@code uri}: files of this machine, or of object storage. Valid
   * until this is closed.
   *
   * @throws IOException if the settings cannot be used
   */
  public DataFiles files(String uri) throws IOException {
    return files(uri, BucketShelf.Access.READ);
  }

  /**
   * As {@link #files(String)}; with write access, an index that was built is kept beside the data.
   */
  public DataFiles files(String uri, BucketShelf.Access shelf) throws IOException {
    if (!ObjectAddress.isOne(uri)) {
      return new LocalFiles();
    }
    if (forData.isEmpty()) {
      ObjectStore store = ObjectStore.open(settings, Patience.DATA);
      Optional<ShardCache> cache = Optional.empty();
      IndexShelf near = IndexShelf.NONE;
      if (spec.cacheDirectory() != null) {
        Path directory = Path.of(spec.cacheDirectory());
        long limit = (long) (spec.cacheGib() * (1L << 30));
        cache = Optional.of(new ShardCache(store, directory, limit, Clock.systemUTC()));
        near = new FolderShelf(directory);
      }
      forData = Optional.of(new BucketFiles(store, cache, new BucketShelf(store, near, shelf)));
    }
    return forData.get();
  }

  private static ObjectAddress address(String uri) throws IOException {
    try {
      return ObjectAddress.parse(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    forData.ifPresent(BucketFiles::close);
    forCheckpoints.ifPresent(ObjectStore::close);
  }
}
