package dev.byol.trainer.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** Moves the pieces of large objects, a few at a time. */
final class Pieces implements AutoCloseable {
  /** Requests in flight, of all large objects of a client together. */
  static final int AT_A_TIME = 8;

  private static final AtomicInteger THREADS = new AtomicInteger();

  private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          AT_A_TIME,
          task -> {
            Thread thread = new Thread(task, "storage-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
          });

  /** What moves one piece. */
  @FunctionalInterface
  interface Mover {
    void move(long offset, int length) throws IOException;
  }

  /** Processor time in nanoseconds that the threads of this have used so far. */
  long processorNanos() {
    return threads.stream()
        .mapToLong(thread -> Math.max(0, PROCESSOR.getThreadCpuTime(thread.getId())))
        .sum();
  }

  /** Starts something on a thread of this. */
  <T> Future<T> submit(java.util.concurrent.Callable<T> task) {
    return workers.submit(task);
  }

  /**
   * Moves {@code length} bytes in pieces, and returns when all are moved; the first failure cancels
   * those that have not begun.
   *
   * @param moved is told how many bytes from the first on are moved
   */
  void each(long length, int piece, LongConsumer moved, Mover mover) throws IOException {
    if (length <= piece) {
      mover.move(0, (int) length);
      moved.accept(length);
      return;
    }
    List<Future<Void>> moving = new ArrayList<>();
    for (long at = 0; at < length; at += piece) {
      long offset = at;
      int count = (int) Math.min(piece, length - at);
      moving.add(
          submit(
              () -> {
                mover.move(offset, count);
                return null;
              }));
    }
    try {
      for (int i = 0; i < moving.size(); i++) {
        await(moving.get(i));
        moved.accept(Math.min(length, (i + 1L) * piece));
      }
    } finally {
      moving.forEach(one -> one.cancel(true));
    }
  }

  static <T> T await(Future<T> moving) throws IOException {
    try {
      return moving.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while pieces of an object were moved");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("moving a piece failed", e.getCause());
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
