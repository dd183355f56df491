package dev.byol.trainer.engine.update;

/**
 * Values of the flat gradient that are summed over workers together.
 *
 * @param layer the batch norm at whose sums these are final, {@link #WHEN_THROUGH} for those that
 *     are when the pass is through
 * @param from first value
 * @param to behind the last value
 */
public record GradientBucket(int layer, long from, long to) {
  /** {@link #layer} of the last bucket. */
  public static final int WHEN_THROUGH = -1;

  /** Number of values. */
  public long length() {
    return to - from;
  }
}
