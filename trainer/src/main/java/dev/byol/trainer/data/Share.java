package dev.byol.trainer.data;

/**
 * A contiguous part of something shared out, such as one worker's part of the global batch.
 *
 * @param start first position, at least 0
 * @param count how many, at least 0
 */
public record Share(int start, int count) {
  public Share {
    if (start < 0 || count < 0) {
      throw new IllegalArgumentException(
          "start and count must not be negative, got %d and %d".formatted(start, count));
    }
  }

  /** The position after the last. */
  public int end() {
    return start + count;
  }
}
