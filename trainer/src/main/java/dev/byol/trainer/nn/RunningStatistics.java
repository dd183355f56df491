package dev.byol.trainer.nn;

import dev.byol.trainer.engine.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Zero-debiased running mean and variance of one batch norm, as Haiku's ExponentialMovingAverage
 * keeps them: {@code hidden = decay * hidden + (1 - decay) * value}, {@code average = hidden / (1 -
 * decay^counter)}. Evaluation uses {@code average}. Shared by all lanes; written at the commit of a
 * step, by one thread.
 */
public final class RunningStatistics {
  private final Precision precision;
  private final double decay;
  private final double[] meanHidden;
  private final double[] meanAverage;
  private final double[] varianceHidden;
  private final double[] varianceAverage;
  private int counter;

  /**
   * Starts empty.
   *
   * @param channels at least 1
   * @param decay in [0, 1), 0.9 in the reference
   * @param precision what values are rounded to after each update
   */
  public RunningStatistics(int channels, double decay, Precision precision) {
    this.precision = precision;
    this.decay = decay;
    this.meanHidden = new double[channels];
    this.meanAverage = new double[channels];
    this.varianceHidden = new double[channels];
    this.varianceAverage = new double[channels];
  }

  /** Number of channels. */
  public int channels() {
    return meanHidden.length;
  }

  /** Number of updates so far. */
  public int counter() {
    return counter;
  }

  /** Takes in one view's batch statistics, from {@code at} on in both arrays. */
  public void update(double[] mean, double[] variance, int at) {
    counter++;
    double correction = precision.round(1.0 - Math.pow(decay, counter));
    blend(meanHidden, meanAverage, mean, at, correction);
    blend(varianceHidden, varianceAverage, variance, at, correction);
  }

  /**
   * Uses {@code mean} and {@code variance} for evaluation without counting them as an update: what
   * Haiku's initialisation does with the batch that it sees.
   */
  public void initialise(double[] mean, double[] variance) {
    System.arraycopy(mean, 0, meanAverage, 0, meanAverage.length);
    System.arraycopy(variance, 0, varianceAverage, 0, varianceAverage.length);
  }

  /** Running mean for evaluation, {@code [c]}; not to be modified. */
  public double[] mean() {
    return meanAverage;
  }

  /** Running variance for evaluation, {@code [c]}; not to be modified. */
  public double[] variance() {
    return varianceAverage;
  }

  /** The four arrays by Haiku's state names below the module; live, so also for restoring. */
  public Map<String, double[]> arrays() {
    Map<String, double[]> named = new LinkedHashMap<>();
    named.put("mean_ema/hidden", meanHidden);
    named.put("mean_ema/average", meanAverage);
    named.put("var_ema/hidden", varianceHidden);
    named.put("var_ema/average", varianceAverage);
    return named;
  }

  /** Sets the number of updates, when restoring. */
  public void restoreCounter(int updates) {
    counter = updates;
  }

  private void blend(double[] hidden, double[] average, double[] value, int at, double correction) {
    for (int c = 0; c < hidden.length; c++) {
      hidden[c] = precision.round(decay * hidden[c] + (1 - decay) * value[at + c]);
      average[c] = precision.round(hidden[c] / correction);
    }
  }
}
