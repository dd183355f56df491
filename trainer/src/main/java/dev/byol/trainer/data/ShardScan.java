package dev.byol.trainer.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Builds the index of a set of shards: from what was kept, and by reading what is new. */
final class ShardScan {
  private static final int THREADS = 8;

  /** The index, and whether any shard had to be read for it. */
  record Result(List<IndexFile.Entry> entries, int read) {}

  private ShardScan() {}

  /**
   * Looks at every shard.
   *
   * @param progress is told how many shards are done
   */
  static Result of(
      DataFiles files,
      String location,
      List<String> shards,
      IndexShelf shelf,
      SourceSettings settings,
      IntConsumer progress) {
    Map<String, IndexFile.Entry> kept =
        shelf.find(location, shards).flatMap(IndexFile::read).orElseGet(HashMap::new);
    ExecutorService readers =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "shard-scan");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<IndexFile.Entry>> coming = new ArrayList<>();
      for (String shard : shards) {
        coming.add(readers.submit(() -> entry(files, shard, settings, kept.get(shard))));
      }
      List<IndexFile.Entry> entries = new ArrayList<>();
      int read = 0;
      for (Future<IndexFile.Entry> next : coming) {
        IndexFile.Entry entry = await(next);
        read += Objects.equals(kept.get(entry.file()), entry) ? 0 : 1;
        entries.add(entry);
        progress.accept(entries.size());
      }
      if (read > 0) {
        shelf.keep(location, shards, IndexFile.write(entries));
      }
      return new Result(entries, read);
    } finally {
      readers.shutdownNow();
    }
  }

  private static IndexFile.Entry entry(
      DataFiles files, String shard, SourceSettings settings, IndexFile.Entry kept) {
    String version = files.version(shard) + settings.indexKey();
    if (kept != null && kept.version().equals(version)) {
      return kept;
    }
    ShardScanner.Scanned scanned = ShardScanner.scan(files, shard, settings);
    return new IndexFile.Entry(shard, version, scanned.pictures(), scanned.findings());
  }

  private static IndexFile.Entry await(Future<IndexFile.Entry> coming) {
    try {
      return coming.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("interrupted while the index of the shards was built", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataException failure) {
        throw failure;
      }
      throw new IllegalStateException("the index of the shards could not be built", e);
    }
  }
}
