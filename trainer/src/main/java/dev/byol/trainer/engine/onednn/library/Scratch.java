package dev.byol.trainer.engine.onednn.library;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/**
 * Memory that any operation of a lane may use while it runs; its contents do not outlive that.
 *
 * @param arena which it is a part of
 * @param offset where it begins in the arena
 * @param library whose memory objects it makes
 */
public record Scratch(NativeMemory arena, long offset, Native library) {
  /** Values from {@code from} on. */
  public FloatBuffer values(long from, int count) {
    return arena.floats(offset + from, count);
  }

  /** The library's view of what lies from {@code from} on. */
  public memory memory(long from, memory.desc desc) {
    return new memory(desc, library.cpu(), arena.pointer(offset + from));
  }
}
