package dev.byol.operator.model;

import dev.byol.api.spec.workers.SchedulingSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Map;

/**
 * The Job of an attempt. It is created once and never changed: Kueue may change it, and an attempt
 * with other workers is another attempt.
 *
 * <p>The first worker that ends with anything but 0 fails the Job, since the others cannot go on
 * without it; how an attempt goes on is for the operator to decide. Rank 0 ends last, so its
 * success is the Job's.
 */
public final class WorkerJob {
  private WorkerJob() {}

  /**
   * The Job.
   *
   * @param key what the workers prove to one another that they know, in hexadecimal digits
   * @param defaults what holds for all workers
   */
  public static Job of(AttemptPlan plan, String key, WorkerDefaults defaults) {
    Owner owner = plan.owner();
    var metadata = owner.metadata(plan.job(), Names.labels(owner, plan.number()));
    SchedulingSpec scheduling = plan.filled().spec().scheduling();
    metadata.setLabels(Overlay.over(scheduling.jobLabels(), metadata.getLabels()));
    metadata.setAnnotations(
        Overlay.over(
            scheduling.jobAnnotations(),
            Map.of(Names.CONFIG, plan.config().name(), Names.LEASE, Names.shared(owner))));
    GangScheduling.queueLabel(scheduling)
        .ifPresent(queue -> metadata.getLabels().put(GangScheduling.KUEUE_QUEUE, queue));
    return new JobBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withCompletionMode("Indexed")
        .withParallelism(plan.world())
        .withCompletions(plan.world())
        .withBackoffLimit(0)
        .withPodReplacementPolicy("Failed")
        .withNewSuccessPolicy()
        .addNewRule()
        .withSucceededIndexes("0")
        .endRule()
        .endSuccessPolicy()
        .withTemplate(WorkerPod.of(plan, key, defaults))
        .endSpec()
        .build();
  }
}
