package dev.byol.trainer.reference;

import dev.byol.trainer.engine.Precision;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * How far float32's rounding reaches in the results of several training steps: runs in float64
 * whose weights are moved before each step by as little as float32 rounds, against one that is not.
 *
 * <p>Float64 itself agrees with the reference to within a rounding, so what such a run moves by is
 * due to the case: to small batches that are normalised, to ties of ReLUs, to steps that build on
 * each other. Each of two runs in float32 may lie that far from the exact one.
 */
final class RoundingReach {
  /** About what float32 loses in a convolution, relative to a weight. */
  private static final double ROUNDING = 3e-7;

  /** A tie shows in every third change or so. */
  private static final int CHANGES = 16;

  /** What a run may exceed the most of the moved ones by. */
  private static final double MORE = 1.5;

  private RoundingReach() {}

  /** The most that each result of {@code testCase} moves by, relative to its length. */
  static Map<String, Double> of(ReferenceCase testCase) throws InterruptedException {
    Map<String, double[]> exact =
        FineTuneRun.of(testCase, Precision.FLOAT64, values -> {}).arrays();
    Map<String, Double> most = new TreeMap<>();
    Random random = new Random(7);
    for (int change = 0; change < CHANGES; change++) {
      FineTuneRun.of(testCase, Precision.FLOAT64, values -> move(values, random))
          .arrays()
          .forEach(
              (name, values) ->
                  most.merge(name, Closeness.relativeL2(exact.get(name), values), Math::max));
    }
    return most;
  }

  /** The most that two runs in float32 may differ by: each by the reach, and some more. */
  static double between(double reach) {
    return 2 * MORE * reach;
  }

  private static void move(double[] values, Random random) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1 + ROUNDING * random.nextGaussian();
    }
  }
}
