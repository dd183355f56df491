package dev.byol.trainer.optim;

/**
 * The learning rate of a step: a pure function of the step (0 is the first update) and of the
 * total, both counted in committed updates of the global batch, whatever the number of workers.
 *
 * <p>Source: reference {@code utils/schedules.py: learning_schedule}, which computes in float32; we
 * compute in double (largest difference over the presets: 1.4e-7 of the peak).
 */
public sealed interface LearningRateSchedule {
  /** The batch that base learning rates refer to. */
  int BASE_BATCH = 256;

  /**
   * The learning rate with which update {@code step} is applied.
   *
   * @param step index of the update, from 0, before it is counted
   * @param totalSteps steps of the whole run, at least 1
   * @return a rate of 0 or more
   * @throws IllegalArgumentException if a number is out of range, or the warm-up is longer than the
   *     run
   */
  double at(long step, long totalSteps);

  /** The peak for a global batch: {@code baseLearningRate * globalBatch / 256}. */
  static double scaled(double baseLearningRate, int globalBatch) {
    requireRate("base learning rate", baseLearningRate);
    if (globalBatch < 1) {
      throw new IllegalArgumentException(
          "global batch is %d; it must be 1 or more".formatted(globalBatch));
    }
    return baseLearningRate * globalBatch / BASE_BATCH;
  }

  /** The reference's schedule: linear warm-up from 0, then a cosine to 0. */
  static LearningRateSchedule warmupCosine(
      double baseLearningRate, int globalBatch, long warmupSteps) {
    return new WarmupCosine(scaled(baseLearningRate, globalBatch), warmupSteps);
  }

  /** The same rate at every step. */
  static LearningRateSchedule constant(double learningRate) {
    return new Constant(learningRate);
  }

  /**
   * {@code step / warmupSteps * peak} while {@code step < warmupSteps} (0 at step 0), the peak at
   * {@code warmupSteps}, then a cosine that is 0 from {@code totalSteps} on.
   *
   * @param peak learning rate after the warm-up, already scaled by the batch, 0 or more
   * @param warmupSteps length of the warm-up, 0 for none
   */
  record WarmupCosine(double peak, long warmupSteps) implements LearningRateSchedule {
    public WarmupCosine {
      requireRate("peak learning rate", peak);
      if (warmupSteps < 0) {
        throw new IllegalArgumentException(
            "warm-up is %d steps; it must be 0 or more".formatted(warmupSteps));
      }
    }

    @Override
    public double at(long step, long totalSteps) {
      CosineDecay.requireStep(step);
      requireTotal(totalSteps);
      if (warmupSteps > totalSteps) {
        throw new IllegalArgumentException(
            "the warm-up of %d steps is longer than the run of %d; shorten the warm-up or raise the number of steps"
                .formatted(warmupSteps, totalSteps));
      }
      return step < warmupSteps
          ? (double) step / warmupSteps * peak
          : peak * CosineDecay.at(step - warmupSteps, totalSteps - warmupSteps);
    }
  }

  /**
   * One rate for the whole run.
   *
   * @param learningRate 0 or more
   */
  record Constant(double learningRate) implements LearningRateSchedule {
    public Constant {
      requireRate("learning rate", learningRate);
    }

    @Override
    public double at(long step, long totalSteps) {
      CosineDecay.requireStep(step);
      requireTotal(totalSteps);
      return learningRate;
    }
  }

  private static void requireTotal(long totalSteps) {
    if (totalSteps < 1) {
      throw new IllegalArgumentException(
          "total steps are %d; a run has at least 1".formatted(totalSteps));
    }
  }

  private static void requireRate(String what, double rate) {
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be a finite number of 0 or more".formatted(what, rate));
    }
  }
}
