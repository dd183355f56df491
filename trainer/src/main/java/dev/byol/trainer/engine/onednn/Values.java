package dev.byol.trainer.engine.onednn;

import java.nio.FloatBuffer;

/**
 * Passes over the values of a tensor, from front to back, by short arrays of float32. What the
 * tensor itself holds may be shorter: then a block of it is converted at a time by the library,
 * which stays in the second-level cache meanwhile.
 */
final class Values {
  private Values() {}

  /** Reads; a pass starts at 0 and goes on where it stopped. */
  interface Source {
    /** Copies values {@code at … at + n - 1} to the start of {@code to}. */
    void get(int at, float[] to, int n);
  }

  /** Writes; a pass starts at 0, goes on where it stopped and reaches the end. */
  interface Sink {
    /** Takes the first {@code n} of {@code from} for values {@code at … at + n - 1}. */
    void put(int at, float[] from, int n);
  }

  /** Makes the sources and sinks of one operation, each with a slot of scratch memory. */
  static final class Factory {
    /** Values of a block, about: a quarter of a second-level cache for four of them. */
    private static final int BLOCK = 16 * 1024;

    private final OneDnnLane lane;
    private final OneDnnLane.Scratch scratch;
    private final int width;
    private int slots;

    /**
     * For arrays of that length.
     *
     * @param width values of a whole array; all but a pass's last are whole
     */
    Factory(OneDnnLane lane, OneDnnLane.Scratch scratch, int width) {
      this.lane = lane;
      this.scratch = scratch;
      this.width = width;
    }

    /** Scratch memory that {@code slots} sources and sinks on {@code tensor} need, in values. */
    static long scratch(OneDnnTensor tensor, int width, int slots) {
      return tensor.element() == Element.FLOAT32 ? 0 : slots * Aligned.up(block(width));
    }

    private static int block(int width) {
      return width * Math.max(1, BLOCK / width);
    }

    /** Of values {@code from … from + size - 1}. */
    Source source(OneDnnTensor tensor, int from, int size) {
      if (tensor.element() == Element.FLOAT32) {
        FloatBuffer values = tensor.values().slice(from, size);
        return (at, to, n) -> values.get(at, to, 0, n);
      }
      return new ConvertedValues.Reader(lane, slot(), tensor.pointer(from), size);
    }

    /** Of values {@code from … from + size - 1}. */
    Sink sink(OneDnnTensor tensor, int from, int size) {
      if (tensor.element() == Element.FLOAT32) {
        FloatBuffer values = tensor.values().slice(from, size);
        return (at, array, n) -> values.put(at, array, 0, n);
      }
      return new ConvertedValues.Writer(lane, slot(), tensor.pointer(from), size);
    }

    private ConvertedValues.Slot slot() {
      int length = block(width);
      return new ConvertedValues.Slot(scratch, slots++ * Aligned.up(length), length);
    }
  }
}
