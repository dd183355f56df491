package dev.byol.trainer.engine.nd4j;

import dev.byol.trainer.engine.GradientTarget;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where an operation computes an input's gradient: straight into the target for the first
 * contribution, into scratch and then added for a later one.
 */
final class GradientWriter {
  private final INDArray output;
  private final NativeOp add;

  private GradientWriter(INDArray output, NativeOp add) {
    this.output = output;
    this.add = add;
  }

  static GradientWriter of(GradientTarget target, Nd4jLane.Scratch scratch) {
    INDArray vector = Nd4jLane.nd(target.tensor()).vector();
    if (target.mode() == GradientTarget.Mode.SET) {
      return new GradientWriter(vector, null);
    }
    INDArray own = scratch.first(vector.length());
    return new GradientWriter(own, NativeOp.pairwise("add", vector, own, vector));
  }

  static long scratch(GradientTarget target) {
    return target.mode() == GradientTarget.Mode.SET ? 0 : target.tensor().shape().size();
  }

  /** The dense vector to compute into. */
  INDArray output() {
    return output;
  }

  /** After computing: adds where it must be added. */
  void finish() {
    if (add != null) {
      add.run();
    }
  }
}
