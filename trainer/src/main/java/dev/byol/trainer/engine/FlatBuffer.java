package dev.byol.trainer.engine;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A long-lived flat vector on the device: all parameters of a network, their gradient, the
 * momentum. Owned by the engine that made it and valid until that is closed. A slice shares the
 * memory. Distinct slices may be worked on by different threads at the same time.
 */
public interface FlatBuffer {
  /** Number of values. */
  long length();

  /** A view of {@code length} values from {@code offset} on. */
  FlatBuffer slice(long offset, long length);

  /** Overwrites all values, in the reference's order (HWIO for convolutions, [in, out]). */
  void write(double[] source);

  /** Copies all values to {@code target}, in the reference's order. */
  void read(double[] target);

  /**
   * Lends the values as they lie, native byte order, of the engine's precision; what {@code action}
   * writes is on the device when this returns. The buffer must not escape {@code action}.
   */
  void onHost(Consumer<ByteBuffer> action);

  /** {@code this = this * factor}. */
  void scaleInPlace(double factor);

  /** {@code this = this + factor * other}. */
  void addScaledInPlace(double factor, FlatBuffer other);

  /** Euclidean norm. */
  double norm();

  /** Euclidean norms of a buffer and of another. */
  record Norms(double own, double other) {}

  /** {@code this = this + factor * other}, and the norms of both afterwards. */
  default Norms addScaledAndMeasure(double factor, FlatBuffer other) {
    addScaledInPlace(factor, other);
    return new Norms(norm(), other.norm());
  }

  /**
   * A step of momentum: {@code momentum = keep * momentum + ratio * gradient}, {@code this = this -
   * rate * momentum}.
   */
  default void stepInPlace(
      FlatBuffer momentum, double keep, FlatBuffer gradient, double ratio, double rate) {
    momentum.scaleInPlace(keep);
    momentum.addScaledInPlace(ratio, gradient);
    addScaledInPlace(-rate, momentum);
  }

  /** {@code this = keep * this + (1 - keep) * other}. */
  default void blendInPlace(double keep, FlatBuffer other) {
    scaleInPlace(keep);
    addScaledInPlace(1 - keep, other);
  }
}
