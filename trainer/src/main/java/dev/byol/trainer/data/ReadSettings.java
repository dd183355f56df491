package dev.byol.trainer.data;

/**
 * How pictures are read.
 *
 * @param cacheBytes when all decoded pictures of a split fit in this many bytes they are kept in
 *     memory; 0 keeps none
 * @param decoding what decoding makes of a picture
 * @param maxDamagedFraction share of the pictures met that may be damaged before the run stops, 0
 *     to 1; 0 stops at the first
 */
public record ReadSettings(long cacheBytes, DecodeSettings decoding, double maxDamagedFraction) {
  private static final long MOST_CACHE = 256L << 20;
  private static final int CACHE_SHARE_OF_HEAP = 8;

  public ReadSettings {
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cacheBytes must not be negative, got " + cacheBytes);
    }
    if (!(maxDamagedFraction >= 0 && maxDamagedFraction <= 1)) {
      throw new IllegalArgumentException(
          "maxDamagedFraction must lie in [0, 1], got " + maxDamagedFraction);
    }
  }

  /** 256 MB of decoded pictures (an eighth of a small heap), 50 million pixels, 1 % damaged. */
  public static ReadSettings defaults() {
    long cache = Math.min(MOST_CACHE, Runtime.getRuntime().maxMemory() / CACHE_SHARE_OF_HEAP);
    return new ReadSettings(cache, DecodeSettings.DEFAULT, 0.01);
  }

  /** These with another {@code maxDamagedFraction}. */
  public ReadSettings withMaxDamagedFraction(double fraction) {
    return new ReadSettings(cacheBytes, decoding, fraction);
  }

  /** These with another {@code decoding}. */
  public ReadSettings withDecoding(DecodeSettings other) {
    return new ReadSettings(cacheBytes, other, maxDamagedFraction);
  }
}
