package dev.byol.api.resolved;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;

/** Writes what was derived back into the spec, so that it no longer depends on the data. */
final class Pinned {
  private Pinned() {}

  static ByolExperiment write(ByolExperiment filled, Horizon horizon, int classes) {
    ExperimentSpec s = filled.spec();
    return filled.withSpec(
        s.with()
            .training(
                s.training()
                    .with()
                    .maxSteps(horizon.maxSteps())
                    .maxEpochs(null)
                    .scheduleSteps(horizon.scheduleSteps())
                    .build())
            .learningRate(
                s.learningRate()
                    .with()
                    .warmupSteps(horizon.warmupSteps())
                    .warmupEpochs(null)
                    .build())
            .data(s.data().withClasses(classes))
            .evaluation(
                s.evaluation()
                    .with()
                    .everySteps(horizon.evaluationSteps())
                    .everyEpochs(null)
                    .build())
            .build());
  }
}
