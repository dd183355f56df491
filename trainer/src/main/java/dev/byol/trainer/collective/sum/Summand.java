package dev.byol.trainer.collective.sum;

import java.nio.ByteBuffer;

/**
 * A caller's vector as the all-reduce algorithms see it: elements 0 to {@code elements() - 1},
 * read, written and added to from little-endian bytes. The byte buffers are used from position 0.
 */
public interface Summand {

  int elements();

  /** Bytes of one element. */
  int width();

  /**
   * The elements as they lie in memory, to be sent and received without a copy: position 0 to the
   * limit of a direct buffer. Null when they do not lie there as little-endian bytes.
   */
  ByteBuffer bytes(int from, int count);

  /** Writes the elements into the buffer and sets its limit behind them. */
  void copyTo(ByteBuffer target, int from, int count);

  /** Replaces the elements by those in the buffer. */
  void copyFrom(ByteBuffer source, int from, int count);

  /** Adds the elements of the buffer to these. */
  void addFrom(ByteBuffer source, int from, int count);

  /**
   * Replaces the elements by the sum over all ranks.
   *
   * @param others the elements of each rank; that of this rank is not read, its elements are these
   * @param own this rank
   */
  void sum(SummationOrder order, ByteBuffer[] others, int own, int from, int count);
}
