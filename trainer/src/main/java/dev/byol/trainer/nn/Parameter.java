package dev.byol.trainer.nn;

import java.util.List;

/**
 * One trained tensor and its place in the flat buffer.
 *
 * @param module Haiku's module path, such as {@code res_net18/~/initial_conv}
 * @param name Haiku's name: {@code w}, {@code b}, {@code scale} or {@code offset}
 * @param shape in the reference's order: HWIO, {@code [in, out]}, {@code [1, 1, 1, C]}
 * @param initialiser how it starts
 * @param offset first value in the flat buffer
 */
public record Parameter(
    String module, String name, List<Integer> shape, Initialiser initialiser, long offset) {
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** {@code module/name}. */
  public String path() {
    return module + "/" + name;
  }

  /** Number of values. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** Product of all dimensions but the last. */
  public int fanIn() {
    return size() / shape.get(shape.size() - 1);
  }
}
