package dev.byol.api.resolved;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.DataSpec;
import dev.byol.api.spec.EvaluationSpec;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.LearningRateSpec;
import dev.byol.api.spec.TrainingSpec;

/** Writes what was derived back into the spec, so that it no longer depends on the data. */
final class Pinned {
  private Pinned() {}

  static ByolExperiment write(ByolExperiment filled, Horizon horizon, int classes) {
    ExperimentSpec s = filled.spec();
    DataSpec d = s.data();
    EvaluationSpec e = s.evaluation();
    return filled.withSpec(
        new ExperimentSpec(
            s.preset(),
            s.suspend(),
            s.seed(),
            s.precision(),
            new TrainingSpec(
                s.training().globalBatch(), horizon.maxSteps(), null, horizon.scheduleSteps()),
            s.network(),
            s.targetDecay(),
            s.optimizer(),
            new LearningRateSpec(s.learningRate().base(), null, horizon.warmupSteps()),
            s.augmentation(),
            new DataSpec(
                d.uri(),
                d.validationUri(),
                d.format(),
                classes,
                d.maxDamagedFraction(),
                d.loaderThreads()),
            new EvaluationSpec(
                horizon.evaluationSteps(), null, e.batchSize(), e.knnNeighbours(), e.finalProbe()),
            s.checkpoint(),
            s.storage(),
            s.workers(),
            s.scheduling(),
            s.lifecycle(),
            s.faultTolerance(),
            s.failureDetectionSeconds(),
            s.logging()));
  }
}
