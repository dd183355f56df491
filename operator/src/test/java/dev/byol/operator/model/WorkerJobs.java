package dev.byol.operator.model;

import dev.byol.api.channel.Control;
import dev.byol.api.spec.ByolExperiment;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Pods of an experiment's third attempt. */
final class WorkerJobs {
  private WorkerJobs() {}

  static PodTemplateSpec template(ByolExperiment filled, OptionalLong user) {
    var owner = new Owner("vision", "photos", "0a1b2c3d-0000-4000-8000-000000000000");
    var plan =
        new AttemptPlan(
            owner,
            3,
            Names.job(owner, 3),
            filled,
            filled,
            ExperimentConfig.of(owner, filled, Optional.of(300L)),
            "trainer:1",
            List.of(),
            new Control(3, 1, Control.Action.RUN, null, null, null));
    return WorkerJob.of(plan, "c0ffee", new WorkerDefaults(7, user)).getSpec().getTemplate();
  }
}
