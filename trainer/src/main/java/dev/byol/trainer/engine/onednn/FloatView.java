package dev.byol.trainer.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/**
 * A whole tensor in float32 while an operation runs: the tensor itself, or a copy of a bfloat16 one
 * in scratch memory.
 */
final class FloatView {
  private final FloatBuffer values;
  private final Primitive widen;
  private final Primitive narrow;

  /** A view whose copy, if there is one, lies at {@code at}. */
  FloatView(OneDnnLane lane, OneDnnTensor tensor, OneDnnLane.Scratch scratch, long at) {
    int size = tensor.shape().size();
    if (tensor.element() == Element.FLOAT32) {
      this.values = tensor.values();
      this.widen = null;
      this.narrow = null;
      return;
    }
    memory own = tensor.as(Native.vector(size, tensor.element()));
    memory copy = scratch.memory(at, Native.vector(size, Element.FLOAT32));
    this.values = scratch.values(at, size);
    this.widen = lane.reorder("conversion to float32", own, copy);
    this.narrow = lane.reorder("conversion to bfloat16", copy, own);
  }

  /** Float32 values that a view of {@code tensor} takes in scratch memory. */
  static long scratch(OneDnnTensor tensor) {
    return tensor.element() == Element.FLOAT32 ? 0 : Aligned.up(tensor.shape().size());
  }

  /** The values, after this reading of what the tensor holds. */
  FloatBuffer read() {
    if (widen != null) {
      widen.run();
    }
    return values;
  }

  /** Where values go; they are in the tensor after {@link #written}. */
  FloatBuffer values() {
    return values;
  }

  void written() {
    if (narrow != null) {
      narrow.run();
    }
  }
}
