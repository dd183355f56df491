package dev.byol.trainer.checkpoint.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An object in memory. */
public record MemoryObject(byte[] bytes) implements StoredObject {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public String version() {
    return "in memory";
  }

  @Override
  public void readFully(long position, ByteBuffer into) throws IOException {
    if (position < 0 || position + into.remaining() > bytes.length) {
      throw new EOFException("read outside the object");
    }
    into.put(bytes, (int) position, into.remaining());
  }

  @Override
  public void close() {}
}
