package dev.byol.trainer.engine.onednn;

/** Places in scratch memory. */
final class Aligned {
  private static final int VALUES = 16;

  private Aligned() {}

  /** The first place at or after {@code offset} at which a cache line begins. */
  static long up(long offset) {
    return (offset + VALUES - 1) / VALUES * VALUES;
  }
}
