package dev.byol.trainer.engine.host;

import dev.byol.trainer.engine.Tensor;

/** A tensor whose memory is the host's. */
public interface HostTensor extends Tensor {
  /**
   * Overwrites values {@code at .. at + count - 1}, row-major, by the first of {@code source}, in
   * the tensor's format.
   */
  void put(int at, double[] source, int count);

  @Override
  default void write(int first, double[] source) {
    put(first * (shape().size() / shape().n()), source, source.length);
  }
}
