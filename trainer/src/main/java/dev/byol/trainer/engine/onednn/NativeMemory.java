package dev.byol.trainer.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A block of float32 values outside the heap, zero at first. Freed by {@link #close}. */
final class NativeMemory implements AutoCloseable {
  /** Starts at a page, so that the kernel can back it with huge pages. */
  private static final long ALIGNMENT = 4096;

  private final BytePointer block;
  private final long start;
  private final long length;

  NativeMemory(long length) {
    this.length = length;
    long bytes = Math.multiplyExact(length, Float.BYTES);
    this.block = new BytePointer(Math.addExact(bytes, ALIGNMENT));
    this.start = (ALIGNMENT - block.address() % ALIGNMENT) % ALIGNMENT;
    Pointer.memset(pointer(0), 0, bytes);
  }

  /** Number of values. */
  long length() {
    return length;
  }

  /** Address of value {@code offset}. */
  BytePointer pointer(long offset) {
    return block.getPointer(start + offset * Float.BYTES);
  }

  /** Values {@code offset … offset + count - 1}, shared. */
  FloatBuffer floats(long offset, int count) {
    FloatPointer values = new FloatPointer(pointer(offset));
    return values.capacity(count).asBuffer();
  }

  @Override
  public void close() {
    block.close();
  }
}
