package dev.byol.operator.observe;

import dev.byol.operator.model.Names;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What the operator watches: only what it made itself, found by label, and of that only what a
 * decision reads. A cluster full of other pods costs it nothing.
 */
public final class Caches {
  private Caches() {}

  /** The event sources of the controller. */
  public static List<EventSource<?, ExperimentResource>> of(
      EventSourceContext<ExperimentResource> context, Heartbeats heartbeats) {
    return List.of(
        cache(context, Job.class, Caches::pruned, Caches::hasChanged, any -> true),
        cache(context, Pod.class, Caches::pruned, Caches::hasChanged, any -> true),
        cache(context, Lease.class, Caches::withoutManagedFields, heartbeats, heartbeats::forget),
        cache(
            context,
            ConfigMap.class,
            Caches::withoutManagedFields,
            Caches::hasChanged,
            any -> true));
  }

  private static boolean hasChanged(HasMetadata now, HasMetadata before) {
    return !Objects.equals(
        now.getMetadata().getResourceVersion(), before.getMetadata().getResourceVersion());
  }

  private static <R extends HasMetadata> EventSource<?, ExperimentResource> cache(
      EventSourceContext<ExperimentResource> context,
      Class<R> type,
      UnaryOperator<R> pruned,
      OnUpdateFilter<? super R> updates,
      Predicate<R> deletions) {
    var configuration =
        InformerEventSourceConfiguration.from(type, ExperimentResource.class)
            .withName("byol-" + type.getSimpleName())
            .withLabelSelector(Names.MANAGED_BY + "=" + Names.OPERATOR + "," + Names.EXPERIMENT)
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(Caches::experiment)
            .withOnUpdateFilter(updates)
            .withOnDeleteFilter((gone, unknown) -> deletions.test(gone))
            .withItemStore(new TransformingItemStore<>(pruned))
            .build();
    return new InformerEventSource<>(configuration, context);
  }

  private static Set<ResourceID> experiment(HasMetadata object) {
    return Set.of(
        new ResourceID(
            object.getMetadata().getLabels().get(Names.EXPERIMENT),
            object.getMetadata().getNamespace()));
  }

  private static Pod pruned(Pod pod) {
    var spec = new PodSpec();
    spec.setNodeName(pod.getSpec().getNodeName());
    pod.setSpec(spec);
    return withoutManagedFields(pod);
  }

  private static Job pruned(Job job) {
    var spec = new JobSpec();
    spec.setSuspend(job.getSpec().getSuspend());
    job.setSpec(spec);
    return withoutManagedFields(job);
  }

  private static <R extends HasMetadata> R withoutManagedFields(R object) {
    object.getMetadata().setManagedFields(List.of());
    return object;
  }
}
