package dev.byol.trainer.engine.onednn;

import dev.byol.trainer.engine.GradientTarget;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/**
 * Where a primitive computes an input's gradient: straight into the target for the first
 * contribution, into scratch and then added for a later one.
 */
final class GradientWriter {
  private final memory output;
  private final FloatBuffer own;
  private final FloatBuffer target;

  private GradientWriter(memory output, FloatBuffer own, FloatBuffer target) {
    this.output = output;
    this.own = own;
    this.target = target;
  }

  /**
   * Binds.
   *
   * @param desc the library's view of the gradient
   * @param at where in scratch the gradient may lie
   */
  static GradientWriter of(
      GradientTarget target, memory.desc desc, OneDnnLane.Scratch scratch, long at) {
    OneDnnTensor tensor = OneDnnLane.of(target.tensor());
    if (target.mode() == GradientTarget.Mode.SET) {
      return new GradientWriter(tensor.as(desc), null, null);
    }
    int size = tensor.shape().size();
    return new GradientWriter(scratch.memory(at, desc), scratch.values(at, size), tensor.values());
  }

  static long scratch(GradientTarget target) {
    return target.mode() == GradientTarget.Mode.SET ? 0 : target.tensor().shape().size();
  }

  memory output() {
    return output;
  }

  /** After computing: adds where it must be added. */
  void finish() {
    if (own != null) {
      VectorKernels.add(target, own, target);
    }
  }
}
