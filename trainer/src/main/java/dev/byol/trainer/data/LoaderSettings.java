package dev.byol.trainer.data;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How batches are prepared ahead.
 *
 * @param imageSize rows and columns of a view, in pixels, 1 to 16384
 * @param threads that decode and augment, 1 to 1024
 * @param batchesAhead batches prepared while a step computes, 1 to 64; memory holds one more
 * @param timeout the longest wait for a batch; asked again while it is waited for
 */
public record LoaderSettings(
    int imageSize, int threads, int batchesAhead, Supplier<Duration> timeout) {
  public LoaderSettings {
    check("imageSize", imageSize, 1, 1 << 14);
    check("threads", threads, 1, 1024);
    check("batchesAhead", batchesAhead, 1, 64);
    Duration now = timeout.get();
    if (now.isNegative() || now.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, got " + now);
    }
  }

  /** Floats of one view of one picture. */
  int viewFloats() {
    return 3 * imageSize * imageSize;
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must lie in %d to %d, got %d".formatted(name, least, most, value));
    }
  }
}
