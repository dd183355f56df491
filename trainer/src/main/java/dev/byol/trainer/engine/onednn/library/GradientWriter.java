package dev.byol.trainer.engine.onednn.library;

import dev.byol.trainer.engine.GradientTarget;
import org.bytedeco.dnnl.memory;

/**
 * Where a primitive computes an input's gradient: straight into the target for the first
 * contribution, into scratch and then added for a later one.
 */
public final class GradientWriter {
  private final memory output;
  private final Primitive add;

  private GradientWriter(memory output, Primitive add) {
    this.output = output;
    this.add = add;
  }

  /**
   * Binds.
   *
   * @param desc the library's view of the gradient
   * @param at where in scratch the gradient may lie
   */
  public static GradientWriter of(
      LaneCalls lane, GradientTarget target, memory.desc desc, Scratch scratch, long at) {
    OneDnnTensor tensor = OneDnnTensor.of(target.tensor());
    if (target.mode() == GradientTarget.Mode.SET) {
      return new GradientWriter(tensor.as(desc), null);
    }
    memory own = scratch.memory(at, desc);
    return new GradientWriter(
        own, lane.sum("adding gradients", tensor.as(desc), own, tensor.as(desc)));
  }

  /** Scratch memory that it takes, in values. */
  public static long scratch(GradientTarget target) {
    return target.mode() == GradientTarget.Mode.SET ? 0 : target.tensor().shape().size();
  }

  /** What the primitive writes. */
  public memory output() {
    return output;
  }

  /** After computing: adds where it must be added. */
  public void finish() {
    if (add != null) {
      add.run();
    }
  }
}
