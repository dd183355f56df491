package dev.byol.trainer.engine;

/**
 * A vector of float64 where the engine computes: statistics and losses, which operations write, are
 * added up ({@link Sums}) and read by the next operations without passing through the caller. Valid
 * until the engine or the lane that made it is closed. A slice shares the memory.
 */
public interface Message {
  /** Number of values. */
  int length();

  /** A view of {@code length} values from {@code offset} on. */
  Message slice(int offset, int length);

  /** A copy of all values. Waits for the operations that write them. */
  double[] read();

  /** Overwrites all values. */
  void write(double[] source);
}
