package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.Tensor;

/** The values of a tensor on the heap, in an array that is made when it is first asked for. */
final class HostRows {
  private final Tensor tensor;
  private double[] values;

  HostRows(Tensor tensor) {
    this.tensor = tensor;
  }

  /** All values as they are now, row-major; good until the next call. */
  double[] read() {
    if (values == null) {
      values = new double[tensor.shape().size()];
    }
    tensor.read(values);
    return values;
  }

  /** Values of a row. */
  int columns() {
    return tensor.shape().c();
  }

  /** Number of rows. */
  int rows() {
    return tensor.shape().rows();
  }
}
