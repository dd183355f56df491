package dev.byol.trainer.checkpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * An object on its way into a temporary file: who reads waits for the bytes to arrive, so that the
 * beginning can be checked while the rest still travels. Used by one thread.
 */
final class ArrivingCopy implements StoredObject {
  private final StoredObject distant;
  private final FileChannel file;
  private final Thread carrier;
  private long arrived;
  private Throwable failure;

  private ArrivingCopy(StoredObject distant, FileChannel file) {
    this.distant = distant;
    this.file = file;
    this.carrier = new Thread(this::carry, "checkpoint-arriving");
    carrier.setDaemon(true);
  }

  /**
   * Begins to copy.
   *
   * @param distant is closed with what this returns
   */
  static ArrivingCopy of(StoredObject distant) throws IOException {
    ArrivingCopy copy = new ArrivingCopy(distant, LocalCopy.create());
    copy.carrier.start();
    return copy;
  }

  private void carry() {
    try {
      distant.copyTo(file, 0, size(), bytes -> tell(bytes, null));
    } catch (IOException | RuntimeException e) {
      tell(0, e);
    }
  }

  private synchronized void tell(long bytes, Throwable problem) {
    arrived = Math.max(arrived, bytes);
    failure = problem;
    notifyAll();
  }

  private synchronized void await(long bytes) throws IOException {
    try {
      // Bounded by the patience of the store, after which the copying fails.
      while (arrived < bytes && failure == null) {
        wait();
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
