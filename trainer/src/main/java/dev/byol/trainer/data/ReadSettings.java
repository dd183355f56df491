package dev.byol.trainer.data;

/**
 * How pictures are read.
 *
 * @param cacheBytes when all decoded pictures of a split fit in this many bytes they are kept in
 *     memory; 0 keeps none
 * @param mostPixels pictures with more pixels are damaged, at least 1
 * @param maxDamagedFraction share of the pictures met that may be damaged before the run stops, 0
 *     to 1; 0 stops at the first
 */
public record ReadSettings(long cacheBytes, int mostPixels, double maxDamagedFraction) {
  public ReadSettings {
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cacheBytes must not be negative, got " + cacheBytes);
    }
    if (mostPixels < 1) {
      throw new IllegalArgumentException("mostPixels must be at least 1, got " + mostPixels);
    }
    if (!(maxDamagedFraction >= 0 && maxDamagedFraction <= 1)) {
      throw new IllegalArgumentException(
          "maxDamagedFraction must lie in [0, 1], got " + maxDamagedFraction);
    }
  }

  /** 256 MB of decoded pictures, 50 million pixels, 1 % damaged. */
  public static ReadSettings defaults() {
    return new ReadSettings(256L << 20, PictureDecoder.MOST_PIXELS, 0.01);
  }

  /** These with another {@code maxDamagedFraction}. */
  public ReadSettings withMaxDamagedFraction(double fraction) {
    return new ReadSettings(cacheBytes, mostPixels, fraction);
  }

  /** These with another {@code cacheBytes}. */
  public ReadSettings withCacheBytes(long bytes) {
    return new ReadSettings(bytes, mostPixels, maxDamagedFraction);
  }
}
