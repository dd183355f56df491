package dev.byol.trainer.engine;

/**
 * When a tensor's values are needed, in ticks of the step's schedule, both ends included. Tensors
 * whose lifetimes do not meet may share memory.
 *
 * @param from first tick that writes the tensor
 * @param to last tick that reads or writes it, at least {@code from}
 */
public record Lifetime(int from, int to) {
  public Lifetime {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "a lifetime needs 0 <= from <= to, got " + from + ".." + to);
    }
  }

  /** Alive during the whole step. */
  public static Lifetime always() {
    return new Lifetime(0, Integer.MAX_VALUE);
  }

  /** The shortest lifetime that covers both. */
  public Lifetime hull(Lifetime other) {
    return new Lifetime(Math.min(from, other.from), Math.max(to, other.to));
  }

  /** Whether both are alive at some tick. */
  public boolean meets(Lifetime other) {
    return from <= other.to && other.from <= to;
  }
}
