package dev.byol.trainer.collective.shared;

import dev.byol.trainer.collective.link.FrameHeader;
import dev.byol.trainer.collective.link.FrameType;
import dev.byol.trainer.collective.sum.Summand;

/**
 * An operation and its size as one number, by which ranks find out that they are at different ones.
 */
public final class OperationMark {

  private static final int TYPE_SHIFT = 40;
  private static final int WIDTH_SHIFT = 32;

  private OperationMark() {}

  /** An operation that is not summed through shared memory. */
  public static long of(FrameType type) {
    return (long) type.code() << TYPE_SHIFT;
  }

  /** The all-reduce of this vector. */
  public static long of(Summand summand) {
    return of(FrameType.ALL_REDUCE)
        | (long) summand.width() << WIDTH_SHIFT
        | Integer.toUnsignedLong(summand.elements());
  }

  /** What is wrong with a peer at {@code theirs}, to be read after "rank N". */
  static String difference(long theirs, long ours) {
    long theirType = theirs >>> TYPE_SHIFT;
    if (theirType != ours >>> TYPE_SHIFT) {
      return FrameHeader.atAnother((int) theirType, FrameType.ofCode((int) (ours >>> TYPE_SHIFT)));
    }
    return "sums up "
        + vector(theirs)
        + " where this rank sums up "
        + vector(ours)
        + " (all ranks must pass the same sizes)";
  }

  private static String vector(long mark) {
    return (mark & 0xFFFF_FFFFL) + " elements of " + (mark >>> WIDTH_SHIFT & 0xFF) + " bytes";
  }
}
