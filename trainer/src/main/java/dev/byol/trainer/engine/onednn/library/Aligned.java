package dev.byol.trainer.engine.onednn.library;

/** Places in scratch memory. */
public final class Aligned {
  private static final int VALUES = 16;

  private Aligned() {}

  /** The first place at or after {@code offset} at which a cache line begins. */
  public static long up(long offset) {
    return (offset + VALUES - 1) / VALUES * VALUES;
  }
}
