package dev.byol.trainer.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;

/** Sources and sinks of a bfloat16 tensor: a block at a time through float32 in scratch memory. */
final class ConvertedValues {
  private ConvertedValues() {}

  /**
   * Scratch memory of one source or sink.
   *
   * @param at where it begins
   * @param length values
   */
  record Slot(OneDnnLane.Scratch scratch, long at, int length) {}

  static final class Reader implements Values.Source {
    private final Blocks blocks;
    private int start;

    Reader(OneDnnLane lane, Slot slot, BytePointer values, int size) {
      this.blocks = new Blocks(lane, slot, values, size, Direction.WIDEN);
    }

    @Override
    public void get(int at, float[] to, int n) {
      // What lies in scratch from an earlier pass is not ours any more.
      if (at == 0 || at >= start + blocks.length) {
        start = at;
        blocks.convert(at);
      }
      blocks.floats.get(at - start, to, 0, n);
    }
  }

  static final class Writer implements Values.Sink {
    private final Blocks blocks;
    private int start;

    Writer(OneDnnLane lane, Slot slot, BytePointer values, int size) {
      this.blocks = new Blocks(lane, slot, values, size, Direction.NARROW);
    }

    @Override
    public void put(int at, float[] from, int n) {
      if (at == 0 || at >= start + blocks.length) {
        start = at;
      }
      blocks.floats.put(at - start, from, 0, n);
      if (at + n == Math.min(start + blocks.length, blocks.size)) {
        blocks.convert(start);
      }
    }
  }

  private enum Direction {
    WIDEN,
    NARROW
  }

  /** The two conversions, of a whole block and of the last one, with the tensor's end to be set. */
  private static final class Blocks {
    private final int size;
    private final int length;
    private final FloatBuffer floats;
    private final BytePointer values;
    private final Conversion whole;
    private final Conversion rest;

    private record Conversion(memory narrow, Primitive run) {}

    private Blocks(OneDnnLane lane, Slot slot, BytePointer values, int size, Direction direction) {
      this.size = size;
      this.length = slot.length();
      this.floats = slot.scratch().values(slot.at(), length);
      this.values = values;
      this.whole = size < length ? null : conversion(lane, slot, length, direction);
      this.rest = size % length == 0 ? null : conversion(lane, slot, size % length, direction);
    }

    private Conversion conversion(OneDnnLane lane, Slot slot, int count, Direction direction) {
      memory wide = slot.scratch().memory(slot.at(), Native.vector(count, Element.FLOAT32));
      memory narrow =
          new memory(Native.vector(count, Element.BFLOAT16), lane.engine().library().cpu(), values);
      Primitive run =
          direction == Direction.WIDEN
              ? lane.reorder("conversion to float32", narrow, wide)
              : lane.reorder("conversion to bfloat16", wide, narrow);
      return new Conversion(narrow, run);
    }

    private void convert(int from) {
      Conversion conversion = size - from >= length ? whole : rest;
      conversion.narrow().set_data_handle(values.getPointer((long) from * Short.BYTES));
      conversion.run().run();
    }
  }
}
