package dev.byol.trainer.checkpoint.safetensors;

import java.util.List;

/**
 * What a tensor is, without its numbers.
 *
 * @param name path such as {@code online/projector/linear/w}; not empty, not {@code __metadata__}
 * @param dtype element type
 * @param shape dimensions, outermost first, each at least 0; empty for a scalar
 */
public record TensorInfo(String name, DType dtype, List<Integer> shape) {
  /**
   * @throws IllegalArgumentException for an empty or reserved name, a negative dimension, or a size
   *     of 2 GiB and more
   */
  public TensorInfo {
    shape = List.copyOf(shape);
    if (name.isEmpty() || name.equals("__metadata__")) {
      throw new IllegalArgumentException("'%s' cannot name a tensor".formatted(name));
    }
    long size = dtype.bytes();
    for (int dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "tensor %s has the negative dimension %d in shape %s"
                .formatted(name, dimension, shape));
      }
      size = dimension == 0 ? 0 : size * dimension;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "tensor %s of %s and shape %s is over 2 GiB; split it".formatted(name, dtype, shape));
      }
    }
  }

  /** The size of the numbers, at most 2 GiB. */
  public int bytes() {
    return elements() * dtype.bytes();
  }

  /** The product of the dimensions; 1 for a scalar. */
  public int elements() {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }
}
