package dev.byol.operator.model;

import dev.byol.api.channel.Control;
import dev.byol.api.spec.ByolExperiment;
import java.util.List;

/**
 * Everything that an attempt is made of, except the workers' key, which is drawn when the Job is
 * created.
 *
 * @param owner the experiment
 * @param number number of the attempt, at least 1
 * @param job name of its Job, as it was written into the status before anything was made
 * @param accepted the experiment as its author wrote it
 * @param filled the same with presets and defaults laid under it
 * @param config what the workers read
 * @param image container image of the trainer
 * @param unfitNodes nodes that its pods avoid where they can, since pods could not start there
 * @param control what the workers are told first
 */
public record AttemptPlan(
    Owner owner,
    long number,
    String job,
    ByolExperiment accepted,
    ByolExperiment filled,
    ExperimentConfig config,
    String image,
    List<String> unfitNodes,
    Control control) {
  /** Copies the list. */
  public AttemptPlan {
    unfitNodes = List.copyOf(unfitNodes);
  }

  /** Number of workers. */
  public int world() {
    return filled.spec().workers().replicas();
  }
}
