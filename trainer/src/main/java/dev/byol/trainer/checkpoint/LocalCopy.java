package dev.byol.trainer.checkpoint;

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
final class LocalCopy {
  private LocalCopy() {}

  /** An empty file for reading and writing, which the caller closes. */
  static FileChannel create() throws IOException {
    return FileChannel.open(
        Files.createTempFile("byol-part-", ".tmp"),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** The object of {@code key}, all of which {@code copy} has; closing it closes the file. */
  static StoredObject of(String key, FileChannel copy, long size) {
    return new DirectoryStore.FileObject(key, copy, size, "copy");
  }

  static void readFully(FileChannel file, long position, ByteBuffer into) throws IOException {
    for (long at = position; into.hasRemaining(); ) {
      int count = file.read(into, at);
      if (count < 0) {
        throw new EOFException("a temporary file ends at byte " + at);
      }
      at += count;
    }
  }

  static void writeFully(FileChannel file, long position, ByteBuffer bytes) throws IOException {
    for (long at = position; bytes.hasRemaining(); ) {
      at += file.write(bytes, at);
    }
  }
}
