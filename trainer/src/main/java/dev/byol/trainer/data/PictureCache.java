package dev.byol.trainer.data;

import dev.byol.trainer.augment.RgbImage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every decoded picture when all fit in a budget, and none as soon as it is clear that they
 * do not. Safe for use by several threads.
 */
final class PictureCache {
  /** Pictures seen before their mean size is trusted. */
  private static final int TRIAL = 64;

  private static final Logger LOG = LoggerFactory.getLogger(PictureCache.class);

  private final int size;
  private final long budget;
  private long bytes;
  private int count;
  private volatile AtomicReferenceArray<RgbImage> images;

  PictureCache(int size, long budget) {
    this.size = size;
    this.budget = budget;
    // A picture takes three bytes and its headers at the very least.
    this.images = size <= budget / 64 ? new AtomicReferenceArray<>(size) : null;
  }

  /** The picture, or null. */
  RgbImage get(int index) {
    AtomicReferenceArray<RgbImage> kept = images;
    return kept == null ? null : kept.get(index);
  }

  void put(int index, RgbImage image) {
    AtomicReferenceArray<RgbImage> kept = images;
    if (kept != null && kept.compareAndSet(index, null, image)) {
      account(image.pixels().length);
    }
  }

  private synchronized void account(int pictureBytes) {
    bytes += pictureBytes;
    count++;
    boolean tooMany =
        bytes > budget || ((count >= TRIAL || bytes > budget / 4) && bytes / count * size > budget);
    if (tooMany && images != null) {
      images = null;
      LOG.info(
          "decoded pictures take about {} MB in all, more than the {} MB to keep them in memory: each is decoded whenever it is needed",
          bytes / count * size >> 20,
          budget >> 20);
    }
  }
}
