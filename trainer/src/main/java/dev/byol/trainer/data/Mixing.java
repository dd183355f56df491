package dev.byol.trainer.data;

/** Random numbers by counter: the finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
final class Mixing {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Mixing() {}

  /** A well-mixed function of {@code key} and {@code counter}. */
  static long mix(long key, long counter) {
    return mix(mix(key + GOLDEN) + counter * GOLDEN);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
