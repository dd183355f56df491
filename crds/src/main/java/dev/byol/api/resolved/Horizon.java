package dev.byol.api.resolved;

import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.training.EvaluationSpec;
import dev.byol.api.spec.training.LearningRateSpec;
import dev.byol.api.spec.training.TrainingSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The step counts that follow from the number of images. */
record Horizon(long maxSteps, long scheduleSteps, long warmupSteps, long evaluationSteps) {

  private static final double DEFAULT_WARMUP_EPOCHS = 10;

  static Horizon of(ExperimentSpec spec, DataFacts facts) {
    TrainingSpec training = spec.training();
    int batch = training.globalBatch();
    long images = facts.trainImages();
    long max =
        training.maxSteps() != null
            ? training.maxSteps()
            : steps(training.maxEpochs(), images, batch);
    long schedule = training.scheduleSteps() != null ? training.scheduleSteps() : max;
    return new Horizon(
        max,
        schedule,
        warmup(spec.learningRate(), schedule, images, batch),
        evaluation(spec.evaluation(), images, batch));
  }

  private static long warmup(LearningRateSpec rate, long schedule, long images, int batch) {
    if (rate.warmupSteps() != null) {
      return rate.warmupSteps();
    }
    if (rate.warmupEpochs() != null) {
      return steps(rate.warmupEpochs(), images, batch);
    }
    return Math.min(steps(DEFAULT_WARMUP_EPOCHS, images, batch), schedule / 10);
  }

  private static long evaluation(EvaluationSpec evaluation, long images, int batch) {
    return evaluation.everySteps() != null
        ? evaluation.everySteps()
        : Math.max(1, steps(evaluation.everyEpochs(), images, batch));
  }

  /** {@code epochs * images // batch}, as byol/configs/byol.py; exact, since 0.1 * 10 is not 1. */
  private static long steps(double epochs, long images, int batch) {
    return BigDecimal.valueOf(epochs)
        .multiply(BigDecimal.valueOf(images))
        .divide(BigDecimal.valueOf(batch), 0, RoundingMode.FLOOR)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }
}
