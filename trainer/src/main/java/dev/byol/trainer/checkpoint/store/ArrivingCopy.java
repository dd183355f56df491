package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;

/**
 * An object on its way into a temporary file: who reads waits for the bytes to arrive, so that the
 * beginning can be checked while the rest still travels. Used by one thread.
 */
final class ArrivingCopy implements StoredObject {
  /** A multiple of the patience of the store, after which the copying has failed by itself. */
  private static final Duration LONGEST_STALL = Duration.ofMinutes(5);

  private final StoredObject distant;
  private final FileChannel file;
  private final Thread carrier;
  private final Duration stall;
  private long arrived;
  private long lastNews = System.nanoTime();
  private Throwable failure;

  private ArrivingCopy(StoredObject distant, FileChannel file, Duration stall) {
    this.distant = distant;
    this.file = file;
    this.stall = stall;
    this.carrier = new Thread(this::carry, "checkpoint-arriving");
    carrier.setDaemon(true);
  }

  /**
   * Begins to copy.
   *
   * @param distant is closed with what this returns
   */
  static ArrivingCopy of(StoredObject distant) throws IOException {
    return of(distant, LONGEST_STALL);
  }

  /** As {@link #of(StoredObject)}, with a bound of one's own on the time without any news. */
  static ArrivingCopy of(StoredObject distant, Duration stall) throws IOException {
    ArrivingCopy copy = new ArrivingCopy(distant, LocalCopy.create(), stall);
    copy.carrier.start();
    return copy;
  }

  private void carry() {
    try {
      distant.copyTo(file, 0, size(), bytes -> tell(bytes, null));
      tell(size(), null);
    } catch (IOException | RuntimeException | Error e) {
      // Whoever reads is told: this thread has nobody else.
      tell(0, e);
    }
  }

  private synchronized void tell(long bytes, Throwable problem) {
    arrived = Math.max(arrived, bytes);
    failure = problem;
    lastNews = System.nanoTime();
    notifyAll();
  }

  private synchronized void await(long bytes) throws IOException {
    try {
      while (arrived < bytes && failure == null) {
        long left = stall.toNanos() - (System.nanoTime() - lastNews);
        if (left <= 0) {
          throw new IOException(
              "nothing of a part of a checkpoint has arrived for %d s, after %d of %d bytes; check the store and the network"
                  .formatted(stall.toSeconds(), arrived, size()));
        }
        wait(1 + left / 1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a part of a checkpoint arrived");
    }
    if (failure instanceof IOException problem) {
      throw problem;
    }
    if (failure instanceof RuntimeException problem) {
      throw problem;
    }
    if (failure instanceof Error problem) {
      throw problem;
    }
  }

  @Override
  public long size() {
    return distant.size();
  }

  @Override
  public String version() {
    return distant.version();
  }

  @Override
  public void readFully(long position, ByteBuffer into) throws IOException {
    await(Math.min(size(), position + into.remaining()));
    LocalCopy.readFully(file, position, into);
  }

  @Override
  public ByteBuffer load(long position, int length) throws IOException {
    await(Math.min(size(), position + length));
    return LocalCopy.load(file, position, length);
  }

  @Override
  public void close() throws IOException {
    carrier.interrupt();
    try (distant) {
      file.close();
    }
  }
}
