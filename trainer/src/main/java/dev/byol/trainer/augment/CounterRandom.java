package dev.byol.trainer.augment;

/**
 * Random numbers by counter: every draw is a hash of (seed, epoch, sample, view, draw), so a view
 * is the same whichever worker or thread makes it, and in whatever order.
 *
 * <p>The key is a chain of SplitMix64 finalisers over the four inputs; draw {@code n} is output
 * {@code n + 1} of the SplitMix64 sequence that starts at the key (Steele, Lea and Flood, "Fast
 * Splittable Pseudorandom Number Generators", OOPSLA 2014; the finaliser is Stafford's variant 13).
 * Immutable, 16 bytes, made for one view and thrown away.
 *
 * <p>The reference draws from JAX's and TensorFlow's generators, whose numbers depend on device and
 * order; the distributions here are the same, the numbers are not.
 */
public final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double TWO_TO_MINUS_53 = 0x1p-53;

  private final long key;

  private CounterRandom(long key) {
    this.key = key;
  }

  /**
   * The draws of one view.
   *
   * @param seed the experiment's seed
   * @param epoch pass over the data, from 0
   * @param sample which sample of the data set (not its place in the epoch's order)
   * @param view which of the sample's two views
   */
  public static CounterRandom of(long seed, long epoch, long sample, View view) {
    long key = mix(seed + GOLDEN_GAMMA);
    key = mix((key ^ epoch) + GOLDEN_GAMMA);
    key = mix((key ^ sample) + GOLDEN_GAMMA);
    key = mix((key ^ view.ordinal()) + GOLDEN_GAMMA);
    return new CounterRandom(key);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. The same draw gives the same number every time. */
  public double uniform(Draw draw) {
    return (mix(key + (draw.number() + 1) * GOLDEN_GAMMA) >>> 11) * TWO_TO_MINUS_53;
  }

  /** Uniform in [{@code low}, {@code high}), rounded to float32; {@code low} if both are equal. */
  public float between(Draw draw, double low, double high) {
    return (float) (low + uniform(draw) * (high - low));
  }

  /** Uniform integer in [0, {@code bound}), for {@code bound} from 1. */
  public int below(Draw draw, int bound) {
    return (int) (uniform(draw) * bound);
  }

  /** True with that probability: never at 0, always at 1. */
  public boolean happens(Draw draw, double probability) {
    return uniform(draw) < probability;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
