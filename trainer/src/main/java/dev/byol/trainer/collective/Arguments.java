package dev.byol.trainer.collective;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/** Checks of arguments that several implementations of {@link Collective} share. */
public final class Arguments {

  private Arguments() {}

  public static void requireRank(int rank, int worldSize) {
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          "root " + rank + " is not a rank; pass one from 0 to " + (worldSize - 1) + ".");
    }
  }

  public static void requireWritable(Buffer inPlace) {
    if (inPlace.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only; pass a writable one.");
    }
  }

  public static void requireWhole(ByteBuffer elements, Element element) {
    if (elements.remaining() % element.bytes() != 0) {
      throw new IllegalArgumentException(
          elements.remaining()
              + " bytes are no whole number of elements of "
              + element.bytes()
              + " bytes; set the buffer's position and limit around elements.");
    }
  }

  public static void requireShare(byte[] mine, int maxBytes, int worldSize) {
    long limit = (Integer.MAX_VALUE - 1024L) / worldSize - Integer.BYTES;
    if (maxBytes < 0 || maxBytes > limit) {
      throw new IllegalArgumentException(
          "maxBytes " + maxBytes + " of all-gather is out of range; pass 0 to " + limit + ".");
    }
    if (mine.length > maxBytes) {
      throw new IllegalArgumentException(
          "a share of "
              + mine.length
              + " bytes exceeds maxBytes "
              + maxBytes
              + "; raise maxBytes.");
    }
  }
}
