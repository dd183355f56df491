package dev.byol.trainer.engine.onednn.library;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.memory;

/**
 * A tensor's values in float32, a run of neighbours at a time. What a method returns begins with
 * the run's first value and is good until the next call.
 */
public interface Runs {
  /** Values {@code at … at + n - 1} as they are. */
  FloatBuffer load(int at, int n);

  /** A place for values {@code at … at + n - 1}, all of which are to be written. */
  FloatBuffer blank(int at, int n);

  /** After writing to the last run: the tensor takes it. */
  void store();

  /**
   * Binds.
   *
   * @param at where in scratch memory a run that is converted may lie
   */
  static Runs of(LaneCalls lane, OneDnnTensor tensor, Scratch scratch, long at) {
    return tensor.element() == Element.FLOAT32
        ? new InPlace(tensor.values())
        : new Converted(lane, tensor, scratch, at);
  }

  /** The values of a float32 tensor where they are. */
  record InPlace(FloatBuffer values) implements Runs {
    @Override
    public FloatBuffer load(int at, int n) {
      return values.slice(at, n);
    }

    @Override
    public FloatBuffer blank(int at, int n) {
      return values.slice(at, n);
    }

    @Override
    public void store() {}
  }

  /** The values of a bfloat16 tensor, each run converted by one call of the library. */
  final class Converted implements Runs {
    private final LaneCalls lane;
    private final OneDnnTensor tensor;
    private final Scratch scratch;
    private final long at;
    private final Map<Integer, Conversion> known = new HashMap<>();
    private Conversion last;

    private record Conversion(FloatBuffer floats, memory values, Primitive load, Primitive store) {}

    private Converted(LaneCalls lane, OneDnnTensor tensor, Scratch scratch, long at) {
      this.lane = lane;
      this.tensor = tensor;
      this.scratch = scratch;
      this.at = at;
    }

    @Override
    public FloatBuffer load(int from, int n) {
      FloatBuffer floats = blank(from, n);
      last.load().run();
      return floats;
    }

    @Override
    public FloatBuffer blank(int from, int n) {
      last = known.computeIfAbsent(n, this::conversion);
      last.values().set_data_handle(tensor.pointer(from));
      return last.floats();
    }

    @Override
    public void store() {
      last.store().run();
    }

    private Conversion conversion(int n) {
      memory wide = scratch.memory(at, Native.vector(n, Element.FLOAT32));
      memory values = tensor.as(Native.vector(n, tensor.element()));
      return new Conversion(
          scratch.values(at, n),
          values,
          lane.reorder("widening", values, wide),
          lane.reorder("narrowing", wide, values));
    }
  }
}
