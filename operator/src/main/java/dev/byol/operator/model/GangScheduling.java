package dev.byol.operator.model;

import dev.byol.api.spec.workers.Gang;
import dev.byol.api.spec.workers.SchedulingSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * Scheduling all workers or none. Kueue needs a label on the Job and decides by the Job's {@code
 * suspend}, which the operator never writes; Volcano and the coscheduling plugin need a PodGroup.
 */
public final class GangScheduling {
  static final String KUEUE_QUEUE = "kueue.x-k8s.io/queue-name";

  private GangScheduling() {}

  /** The Kueue queue, unless the queue is Volcano's. */
  static Optional<String> queueLabel(SchedulingSpec scheduling) {
    return scheduling.gang() == Gang.VOLCANO
        ? Optional.empty()
        : Optional.ofNullable(scheduling.queue());
  }

  static Optional<String> scheduler(AttemptPlan plan) {
    return Optional.ofNullable(plan.filled().spec().scheduling().scheduler())
        .or(() -> gang(plan) == Gang.VOLCANO ? Optional.of("volcano") : Optional.empty());
  }

  static Map<String, String> podAnnotations(AttemptPlan plan) {
    return gang(plan) == Gang.VOLCANO
        ? Map.of("scheduling.k8s.io/group-name", Names.podGroup(plan.owner(), plan.number()))
        : Map.of();
  }

  /** Labels by which the coscheduling plugin finds the group of a pod. */
  static Map<String, String> podLabels(AttemptPlan plan) {
    return gang(plan) == Gang.COSCHEDULING
        ? Map.of("scheduling.x-k8s.io/pod-group", Names.podGroup(plan.owner(), plan.number()))
        : Map.of();
  }

  /** The PodGroup of an attempt; empty if nobody asked for one. */
  public static Optional<GenericKubernetesResource> podGroup(AttemptPlan plan) {
    String queue = plan.filled().spec().scheduling().queue();
    return switch (gang(plan)) {
      case NONE -> Optional.empty();
      case VOLCANO ->
          Optional.of(
              group(
                  plan,
                  "scheduling.volcano.sh/v1beta1",
                  queue == null
                      ? Map.of("minMember", plan.world())
                      : Map.of("minMember", plan.world(), "queue", queue)));
      case COSCHEDULING ->
          Optional.of(
              group(plan, "scheduling.x-k8s.io/v1alpha1", Map.of("minMember", plan.world())));
    };
  }

  private static GenericKubernetesResource group(
      AttemptPlan plan, String apiVersion, Map<String, Object> spec) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(apiVersion)
        .withKind("PodGroup")
        .withMetadata(
            plan.owner()
                .metadata(
                    Names.podGroup(plan.owner(), plan.number()),
                    Names.labels(plan.owner(), plan.number())))
        .addToAdditionalProperties("spec", spec)
        .build();
  }

  private static Gang gang(AttemptPlan plan) {
    return plan.filled().spec().scheduling().gang();
  }
}
