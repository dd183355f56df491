package dev.byol.trainer.data.remote;

import dev.byol.trainer.data.DataException;
import dev.byol.trainer.data.DataFiles;
import dev.byol.trainer.data.IndexShelf;
import dev.byol.trainer.data.PictureDecoder;
import dev.byol.trainer.data.UnreadableFileException;
import dev.byol.trainer.storage.Listing;
import dev.byol.trainer.storage.ObjectAddress;
import dev.byol.trainer.storage.ObjectInfo;
import dev.byol.trainer.storage.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files in object storage, named {@code s3://bucket/key}. Parts of large files come from the shard
 * cache if they are there, else from what was fetched ahead, else by a request.
 */
public final class BucketFiles implements DataFiles, AutoCloseable {
  /** Smaller objects are read whole, and nothing of them is remembered. */
  private static final long SHARD = 1 << 20;

  private final ObjectStore store;
  private final Optional<ShardCache> cache;
  private final IndexShelf shelf;
  private final FetchAhead ahead;
  private final FetchAhead wholes;

  /** Whole files that are fetched ahead, with the sizes that they had in a listing. */
  private final Map<String, Integer> announcements =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
              return size() > FetchAhead.MOST_RANGES;
            }
          });

  private final Map<String, ObjectInfo> shards = new ConcurrentHashMap<>();

  /**
   * @param store closed with this
   * @param cache of this node, closed with this
   */
  public BucketFiles(ObjectStore store, Optional<ShardCache> cache, IndexShelf shelf) {
    this.store = store;
    this.cache = cache;
    this.shelf = shelf;
    this.ahead = new FetchAhead(this::request);
    this.wholes = new FetchAhead(range -> whole(range.file(), PictureDecoder.MOST_BYTES));
  }

  @Override
  public Optional<Kind> kind(String path) {
    ObjectAddress address = address(path);
    try {
      if (!address.key().isEmpty() && !address.key().endsWith("/")) {
        Optional<ObjectInfo> found = store.find(address);
        if (found.isPresent()) {
          remember(path, found.get());
          return Optional.of(Kind.FILE);
        }
      }
      return store.isAny(address.withKey(address.folder()))
          ? Optional.of(Kind.FOLDER)
          : Optional.empty();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public List<Entry> list(String folder) {
    ObjectAddress address = address(folder);
    String prefix = address.folder();
    try {
      Listing listing = store.listFolder(address.withKey(prefix));
      List<Entry> entries = new ArrayList<>();
      for (ObjectInfo object : listing.objects()) {
        String name = object.key().substring(prefix.length());
        if (!name.isEmpty()) {
          entries.add(new Entry(name, Kind.FILE, object.size()));
          remember(DataFiles.join(folder, name), object);
        }
      }
      for (String path : listing.folders()) {
        String name = path.substring(prefix.length(), path.length() - 1);
        if (!name.isEmpty()) {
          entries.add(new Entry(name, Kind.FOLDER));
        }
      }
      entries.sort(Comparator.comparing(Entry::name));
      return entries;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public SeekableByteChannel open(String file) {
    return new RemoteChannel(store, address(file), info(file));
  }

  @Override
  public byte[] read(String file, int limit) {
    Integer announced = announcements.remove(file);
    try {
      return announced != null && announced <= limit
          ? wholes.take(new FetchAhead.Range(file, 0, announced))
          : whole(file, limit);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private byte[] whole(String file, int limit) throws IOException {
    ObjectStore.Content found = store.readAll(address(file), limit).orElseThrow(() -> absent(file));
    if (found.size() > limit) {
      throw UnreadableFileException.tooLarge(file, found.size(), limit);
    }
    return found.bytes();
  }

  @Override
  public void willNeedAll(String file, long bytes) {
    int size = (int) Math.min(bytes, Integer.MAX_VALUE);
    if (announcements.putIfAbsent(file, size) == null) {
      wholes.begin(new FetchAhead.Range(file, 0, size));
    }
  }

  @Override
  public byte[] read(String file, long offset, int length) {
    if (cache.isPresent()) {
      Optional<byte[]> kept = cache.get().read(address(file), info(file), offset, length);
      if (kept.isPresent()) {
        return kept.get();
      }
    }
    try {
      return ahead.take(new FetchAhead.Range(file, offset, length));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void willNeed(String file, long offset, int length) {
    if (cache.isEmpty() || !cache.get().has(address(file), info(file))) {
      ahead.begin(new FetchAhead.Range(file, offset, length));
    }
  }

  /** Training begins: from now on a store that refuses us is waited for. */
  public void outlastRefusals() {
    store.outlastRefusals();
  }

  @Override
  public IndexShelf shelf() {
    return shelf;
  }

  @Override
  public String version(String file) {
    ObjectInfo found = info(file);
    return found.size() + " " + found.version();
  }

  private byte[] request(FetchAhead.Range range) throws IOException {
    byte[] bytes = new byte[range.length()];
    store.read(
        address(range.file()),
        info(range.file()).version(),
        range.offset(),
        ByteBuffer.wrap(bytes));
    return bytes;
  }

  private void remember(String path, ObjectInfo object) {
    if (object.size() >= SHARD) {
      shards.put(path, object);
    }
  }

  private ObjectInfo info(String file) {
    ObjectInfo known = shards.get(file);
    if (known != null) {
      return known;
    }
    try {
      ObjectInfo found = store.find(address(file)).orElseThrow(() -> absent(file));
      shards.put(file, found);
      return found;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static ObjectAddress address(String path) {
    try {
      return ObjectAddress.parse(path);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  private static DataException absent(String file) {
    return new UnreadableFileException(file + " does not exist; check the address", null);
  }

  private static DataException failed(IOException e) {
    return new DataException(e.getMessage(), e);
  }

  @Override
  public void close() {
    ahead.close();
    wholes.close();
    cache.ifPresent(ShardCache::close);
    store.close();
  }
}
