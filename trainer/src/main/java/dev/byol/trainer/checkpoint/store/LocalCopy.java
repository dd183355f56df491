package dev.byol.trainer.checkpoint.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * What was read of an object in object storage, in a temporary file of this machine: parts are read
 * twice, to check them and to restore. The file is gone when its channel is closed.
 */
public final class LocalCopy {
  private LocalCopy() {}

  /** An empty file for reading and writing, which the caller closes. */
  public static FileChannel create() throws IOException {
    return FileChannel.open(
        Files.createTempFile("byol-part-", ".tmp"),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** The object of {@code key}, all of which {@code copy} has; closing it closes the file. */
  public static StoredObject of(String key, FileChannel copy, long size) {
    return new Whole(key, copy, size);
  }

  private record Whole(String key, FileChannel copy, long size) implements StoredObject {
    @Override
    public String version() {
      return "copy";
    }

    @Override
    public void readFully(long position, ByteBuffer into) throws IOException {
      LocalCopy.readFully(copy, position, into);
    }

    @Override
    public ByteBuffer load(long position, int length) throws IOException {
      return LocalCopy.load(copy, position, length);
    }

    @Override
    public void close() throws IOException {
      copy.close();
    }
  }

  /** The file's own pages: nobody else knows the file, so nobody can cut it short below them. */
  static ByteBuffer load(FileChannel file, long position, int length) throws IOException {
    return file.map(FileChannel.MapMode.READ_ONLY, position, length);
  }

  public static void readFully(FileChannel file, long position, ByteBuffer into)
      throws IOException {
    for (long at = position; into.hasRemaining(); ) {
      int count = file.read(into, at);
      if (count < 0) {
        throw new EOFException("a temporary file ends at byte " + at);
      }
      at += count;
    }
  }

  public static void writeFully(FileChannel file, long position, ByteBuffer bytes)
      throws IOException {
    for (long at = position; bytes.hasRemaining(); ) {
      at += file.write(bytes, at);
    }
  }
}
