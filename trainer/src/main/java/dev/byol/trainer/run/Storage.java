package dev.byol.trainer.run;

import dev.byol.api.spec.storage.StorageSpec;
import dev.byol.api.validation.Addresses;
import dev.byol.trainer.checkpoint.store.BucketStore;
import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.data.DataFiles;
import dev.byol.trainer.data.IndexShelf;
import dev.byol.trainer.data.LocalFiles;
import dev.byol.trainer.data.remote.BucketFiles;
import dev.byol.trainer.data.remote.BucketShelf;
import dev.byol.trainer.data.remote.FolderShelf;
import dev.byol.trainer.data.remote.ShardCache;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectStore;
import dev.byol.trainer.storage.Outlast;
import dev.byol.trainer.storage.Patience;
import dev.byol.trainer.storage.StorageException;
import dev.byol.trainer.storage.StorageSettings;
import dev.byol.trainer.storage.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what an experiment names by address: directories, and places in object storage. */
public final class Storage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

  private final StorageSettings settings;
  private final StorageSpec spec;
  private final Patience patience;
  private final Optional<Waits> waits;
  private Optional<ObjectStore> forCheckpoints = Optional.empty();
  private Optional<BucketFiles> forData = Optional.empty();

  /**
   * Nothing is opened yet.
   *
   * @param spec with defaults filled in
   * @param patience for checkpoints
   */
  public Storage(StorageSpec spec, Map<String, String> environment, Patience patience) {
    this(spec, environment, patience, Optional.empty());
  }

  private Storage(
      StorageSpec spec, Map<String, String> environment, Patience patience, Optional<Waits> waits) {
    this.spec = spec;
    this.settings = StorageSettings.of(spec, environment);
    this.patience = patience;
    this.waits = waits;
  }

  /**
   * For a run, which waits longer for its data than for checkpoints, and says so.
   *
   * @param spec with defaults filled in
   * @param waits hears of it
   */
  public static Storage forRun(StorageSpec spec, Map<String, String> environment, Waits waits) {
    return new Storage(spec, environment, Patience.CHECKPOINTS, Optional.of(waits));
  }

  /** Training begins: from now on a store that refuses to give data is waited for too. */
  public void outlastRefusals() {
    forData.ifPresent(BucketFiles::outlastRefusals);
  }

  /**
   * The store at {@code uri}: a directory or {@code s3://bucket/prefix}. Valid until this is
   * closed.
   *
   * @throws IOException if the address or the settings cannot be used
   */
  public CheckpointStore checkpoints(String uri) throws IOException {
    requireAddress(uri);
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
    requireAddress(uri);
    if (!ObjectAddress.isOne(uri)) {
      return new LocalFiles();
    }
    if (forData.isEmpty()) {
      ObjectStore store =
          waits.isEmpty()
              ? ObjectStore.open(settings, Patience.DATA)
              : ObjectStore.open(
                  settings, patience, new Outlast(Patience.DATA.total(), LOG::warn, waits.get()));
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

  /** Commands take addresses that no experiment has checked. */
  private static void requireAddress(String uri) throws StorageException {
    Optional<String> remedy = Addresses.whyNot(uri);
    if (remedy.isPresent()) {
      throw new StorageException(
          StorageException.Kind.WRONG,
          0,
          "%s cannot be used: %s.".formatted(uri, remedy.get()),
          null);
    }
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
