package dev.byol.trainer.engine.onednn.library;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A block of float32 values outside the heap, zero at first. Freed by {@link #close}. */
public final class NativeMemory implements AutoCloseable {
  /** What is behind addresses. */
  public enum Backing {
    /** Memory. */
    MEMORY,
    /** Next to nothing: operations can be bound to it and never run, to learn what they need. */
    NONE
  }

  /** Starts at a page, so that the kernel can back it with huge pages. */
  private static final long ALIGNMENT = 4096;

  private final BytePointer block;
  private final long start;
  private final long length;
  private final AtomicLong total;

  /**
   * A block.
   *
   * @param total bytes of all blocks that are open, kept up to date
   */
  public NativeMemory(long length, Backing backing, AtomicLong total) {
    this.length = length;
    this.total = total;
    long bytes = Math.multiplyExact(length, Float.BYTES);
    long backed = backing == Backing.MEMORY ? bytes : 0;
    this.block = new BytePointer(Math.addExact(backed, ALIGNMENT));
    this.start = (ALIGNMENT - block.address() % ALIGNMENT) % ALIGNMENT;
    Pointer.memset(pointer(0), 0, backed);
    total.addAndGet(bytes);
  }

  /** Number of values. */
  public long length() {
    return length;
  }

  /** Address of value {@code offset}. */
  public BytePointer pointer(long offset) {
    return block.getPointer(start + offset * Float.BYTES);
  }

  /** Values {@code offset … offset + count - 1}, shared. */
  public FloatBuffer floats(long offset, int count) {
    FloatPointer values = new FloatPointer(pointer(offset));
    return values.capacity(count).asBuffer();
  }

  @Override
  public void close() {
    if (!block.isNull()) {
      total.addAndGet(-length * Float.BYTES);
      block.close();
    }
  }
}
