package dev.byol.trainer.collective.sum;

import dev.byol.trainer.collective.link.Topology;

/**
 * In which order the vectors of the ranks are added, as a list of additions of one rank's partial
 * sum to another's. Whoever adds in this order gets the bits that the messages of {@link
 * RingAllReduce} and {@link dev.byol.trainer.collective.linked.RecursiveDoubling} lead to, since a
 * + b = b + a.
 */
public final class SummationOrder {

  /**
   * Longest all-reduce, in bytes, that goes by recursive doubling; longer ones go by the ring. Up
   * to about here the number of rounds costs more than the bytes.
   */
  public static final int SMALL_MESSAGE_BYTES = 256 * 1024;

  private final int[] into;
  private final int[] added;
  private final int result;

  private SummationOrder(int ranks, int result) {
    into = new int[ranks - 1];
    added = new int[ranks - 1];
    this.result = result;
  }

  /** Segment {@code segment} of the ring: in the order of the ranks from there on. */
  public static SummationOrder ring(int segment, int ranks) {
    SummationOrder order = new SummationOrder(ranks, segment);
    for (int step = 0; step < ranks - 1; step++) {
      order.into[step] = segment;
      order.added[step] = Topology.at(segment, step + 1, ranks);
    }
    return order;
  }

  /** Recursive doubling: ranks beyond the largest power of two first, then pairs, fours, … */
  public static SummationOrder doubling(int ranks) {
    SummationOrder order = new SummationOrder(ranks, 0);
    int core = Integer.highestOneBit(ranks);
    int step = 0;
    for (int rank = core; rank < ranks; rank++) {
      order.into[step] = rank - core;
      order.added[step++] = rank;
    }
    for (int bit = 1; bit < core; bit *= 2) {
      for (int rank = 0; rank < core; rank += 2 * bit) {
        order.into[step] = rank;
        order.added[step++] = rank + bit;
      }
    }
    return order;
  }

  /** Ranks whose vectors are added. */
  int ranks() {
    return into.length + 1;
  }

  /** The rank to whose partial sum addition number {@code step} adds, 0 to ranks - 2. */
  int into(int step) {
    return into[step];
  }

  /** The rank whose partial sum it adds. */
  int added(int step) {
    return added[step];
  }

  /** The rank whose partial sum is the sum of all in the end. */
  int result() {
    return result;
  }
}
