package dev.byol.trainer.run;

import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.yaml.ExperimentWriter;
import dev.byol.trainer.checkpoint.CheckpointInfo;
import dev.byol.trainer.checkpoint.NetworkLayout;
import dev.byol.trainer.collective.Collective;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * What a checkpoint tells of the run that made it, and what a run compares with the checkpoint that
 * it goes on from.
 *
 * @param experiment as the run began with it
 * @param samples its training pictures
 * @param attempt of the experiment
 * @param scheduleSteps where the schedules end now; a run may have been made longer meanwhile
 */
record Provenance(
    ResolvedExperiment experiment, SampleList samples, int attempt, LongSupplier scheduleSteps) {

  /** Of the state after {@code done} steps. */
  CheckpointInfo info(long done, Collective collective, NetworkLayout layout, Instant now) {
    return new CheckpointInfo(
        done,
        done * experiment.training().globalBatch(),
        samples.pictures(),
        samples.digest(),
        samples.contents().text(),
        experiment.seed(),
        collective.worldSize(),
        attempt,
        collective.generation(),
        Networks.name(experiment),
        layout.fingerprint(),
        ExperimentWriter.json(asItIsNow()),
        now,
        ProgramVersion.current());
  }

  private ByolExperiment asItIsNow() {
    ExperimentSpec spec = experiment.experiment().spec();
    return experiment
        .experiment()
        .withSpec(
            spec.with()
                .training(spec.training().with().scheduleSteps(scheduleSteps.getAsLong()).build())
                .build());
  }
}
