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
   * Copies all values as they lie, of the engine's precision. Changes nothing: copies of parameters
   * in other layouts stay good.
   *
   * @param target little-endian; filled from its position on
   */
  void readBytes(ByteBuffer target);

  /**
   * Overwrites all values as {@link #readBytes} gave them.
   *
   * @param source little-endian; read from its position on
   */
  void writeBytes(ByteBuffer source);

  /**
   * Lends the values for a change in place, little-endian, of the engine's precision; what {@code
   * action} writes is on the device when this returns. The buffer must not escape {@code action}.
   */
  void onHost(Consumer<ByteBuffer> action);

  /** {@code this = this * factor}. */
  void scaleInPlace(double factor);

  /** {@code this = this + factor * other}. */
  void addScaledInPlace(double factor, FlatBuffer other);

  /** Euclidean norm. */
  double norm();

  /** Euclidean norms of a sum and of what was added. */
  record Norms(double sum, double added) {}

  /** Norms of {@code this + factor * other} and of {@code other}; writes nothing. */
  Norms normsOfSum(double factor, FlatBuffer other);

  /**
   * Factors of a step of momentum with weight decay.
   *
   * @param weightDecay share of the parameters that is added to their gradient
   * @param ratio of that sum to what is added to the momentum
   * @param keep of the momentum before
   * @param rate of the momentum to what is taken off the parameters
   * @param averageKeep of the average before, in [0, 1]
   */
  record MomentumStep(
      double weightDecay, double ratio, double keep, double rate, double averageKeep) {}

  /**
   * A step of these parameters, which their average follows, in one pass over memory:
   *
   * <pre>
   *   momentum = keep * momentum + ratio * (gradient + weightDecay * this)
   *   this     = this - rate * momentum
   *   average  = averageKeep * average + (1 - averageKeep) * this
   * </pre>
   */
  void stepInPlace(FlatBuffer gradient, FlatBuffer momentum, FlatBuffer average, MomentumStep step);
}
