package dev.byol.trainer.checkpoint.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;

/** One object of a store, open for reading. The one who opened it closes it. */
public interface StoredObject extends Closeable {
  /** Its size in bytes, as it was when opened. */
  long size();

  /** Changes whenever the object is written anew; for {@link CheckpointStore#putIf}. */
  String version();

  /**
   * The same bytes where reading them twice and at random is cheap: this itself, or a copy on this
   * machine. The caller closes it, and this one then need not be closed.
   */
  default StoredObject fetch() throws IOException {
    return this;
  }

  /**
   * Fills {@code into} from its position to its limit.
   *
   * @param position of the first byte, from the beginning of the object
   * @throws IOException if the object ends before
   */
  void readFully(long position, ByteBuffer into) throws IOException;

  /**
   * Bytes of it in memory outside the heap, which outlives this object. Nobody may write to it.
   *
   * @param position of the first byte, from the beginning of the object
   * @throws IOException if the object ends before
   */
  default ByteBuffer load(long position, int length) throws IOException {
    ByteBuffer memory = ByteBuffer.allocateDirect(length);
    readFully(position, memory);
    return memory.flip();
  }

  /**
   * Copies {@code length} bytes from {@code begin} on to the same place of a file.
   *
   * @param file open for writing; stays the caller's
   * @param arrived is told now and then how many of the bytes are there, without a gap
   * @throws IOException if the object ends before
   */
  default void copyTo(FileChannel file, long begin, long length, LongConsumer arrived)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(1 << 20, length));
    for (long at = begin; at < begin + length; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), begin + length - at));
      readFully(at, chunk);
      LocalCopy.writeFully(file, at, chunk.flip());
      arrived.accept(at + chunk.limit() - begin);
    }
  }

  /** The whole object, for small ones. */
  default byte[] readAll() throws IOException {
    byte[] all = new byte[Math.toIntExact(size())];
    readFully(0, ByteBuffer.wrap(all));
    return all;
  }
}
