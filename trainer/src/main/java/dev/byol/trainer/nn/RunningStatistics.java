package dev.byol.trainer.nn;

import dev.byol.trainer.engine.BatchNormOperation;
import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Message;
import dev.byol.trainer.engine.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Zero-debiased running mean and variance of one batch norm, as Haiku's ExponentialMovingAverage
 * keeps them: {@code hidden = decay * hidden + (1 - decay) * value}, {@code average = hidden / (1 -
 * decay^counter)}. Evaluation uses {@code average}. The values lie with the engine, which updates
 * them; here are the counter and what follows from it. Shared by all lanes; written at the commit
 * of a step, by one thread.
 */
public final class RunningStatistics {
  private final Precision precision;
  private final double decay;
  private final Message values;
  private final int channels;
  private int counter;

  /**
   * Starts empty.
   *
   * @param engine where the values lie
   * @param channels at least 1
   * @param decay in [0, 1), 0.9 in the reference
   */
  public RunningStatistics(Engine engine, int channels, double decay) {
    this.precision = engine.precision();
    this.decay = decay;
    this.channels = channels;
    this.values = engine.message(4 * channels);
  }

  /** Number of updates so far. */
  public int counter() {
    return counter;
  }

  /** The four vectors by Haiku's state names below the module; live, so also for restoring. */
  public Map<String, Message> vectors() {
    Map<String, Message> named = new LinkedHashMap<>();
    named.put("mean_ema/hidden", vector(0));
    named.put("mean_ema/average", vector(1));
    named.put("var_ema/hidden", vector(2));
    named.put("var_ema/average", vector(3));
    return named;
  }

  /** Sets the number of updates, when restoring. */
  public void restoreCounter(int updates) {
    counter = updates;
  }

  /** As {@link dev.byol.trainer.engine.BatchNormSpec#running} has them. */
  Message values() {
    return values;
  }

  /** Takes in each view of the step that {@code operation} has just run. */
  void update(BatchNormOperation operation, int views) {
    double[] corrections = new double[views];
    for (int view = 0; view < views; view++) {
      counter++;
      corrections[view] = precision.round(1.0 - Math.pow(decay, counter));
    }
    operation.commit(decay, corrections);
  }

  private Message vector(int index) {
    return values.slice(index * channels, channels);
  }
}
