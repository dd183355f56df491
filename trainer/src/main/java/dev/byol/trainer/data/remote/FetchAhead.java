package dev.byol.trainer.data.remote;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Requests that are under way before somebody waits for them, so that the latency of a store is
 * paid once for many. Bounded in number and bytes; what nobody takes makes room for what comes.
 */
final class FetchAhead implements AutoCloseable {
  /** Requests at the same time. */
  private static final int THREADS = 32;

  /** Ranges at the same time; what nobody takes makes room. */
  static final int MOST_RANGES = 256;

  private static final long MOST_BYTES = 256L << 20;

  /** Some bytes of a file. */
  record Range(String file, long offset, int length) {}

  /** How a range is read. */
  @FunctionalInterface
  interface Request {
    byte[] read(Range range) throws IOException;
  }

  private final Request request;
  private final Map<Range, Future<byte[]>> begun = new LinkedHashMap<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "fetch-ahead");
            thread.setDaemon(true);
            return thread;
          });
  private long bytes;

  FetchAhead(Request request) {
    this.request = request;
  }

  /** Begins to read, unless it has begun already. */
  synchronized void begin(Range range) {
    if (range.length() > MOST_BYTES || begun.containsKey(range)) {
      return;
    }
    Iterator<Map.Entry<Range, Future<byte[]>>> oldest = begun.entrySet().iterator();
    while (oldest.hasNext()
        && (begun.size() >= MOST_RANGES || bytes + range.length() > MOST_BYTES)) {
      Map.Entry<Range, Future<byte[]>> dropped = oldest.next();
      dropped.getValue().cancel(false);
      bytes -= dropped.getKey().length();
      oldest.remove();
    }
    bytes += range.length();
    begun.put(range, threads.submit(() -> request.read(range)));
  }

  /** What was begun, or else reads now. */
  byte[] take(Range range) throws IOException {
    Future<byte[]> coming = remove(range);
    if (coming == null) {
      return request.read(range);
    }
    try {
      return coming.get();
    } catch (CancellationException e) {
      return request.read(range);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + range.file());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("reading ahead failed", e.getCause());
    }
  }

  private synchronized Future<byte[]> remove(Range range) {
    Future<byte[]> coming = begun.remove(range);
    if (coming != null) {
      bytes -= range.length();
    }
    return coming;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
