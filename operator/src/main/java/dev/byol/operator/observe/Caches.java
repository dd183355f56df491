package dev.byol.operator.observe;

import dev.byol.operator.model.Names;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnAddFilter;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What the operator watches: only what it made itself, found by label, and of that only what a
 * decision reads. A cluster full of other pods costs it nothing.
 */
public final class Caches {
  /** Who made it knows of it; what becomes of it is heard as a change, or as pods. */
  private static final OnAddFilter<HasMetadata> MADE_BY_US = made -> false;

  private Caches() {}

  /** The event sources of the controller. */
  public static List<EventSource<?, ExperimentResource>> of(
      EventSourceContext<ExperimentResource> context, Heartbeats heartbeats) {
    var made = new ArrayList<EventSource<?, ExperimentResource>>();
    for (String namespace : namespaces(context)) {
      made.add(
          new InformerEventSource<>(
              configuration(namespace, Job.class, Pruning::job)
                  .withOnAddFilter(MADE_BY_US)
                  .withOnUpdateFilter(Caches::mattersOfJob)
                  .build(),
              context));
      made.add(
          new InformerEventSource<>(
              configuration(namespace, Pod.class, Pruning::pod)
                  .withOnAddFilter(Caches::mattersOfNewPod)
                  .withOnUpdateFilter(Caches::mattersOfPod)
                  .build(),
              context));
      made.add(
          new InformerEventSource<>(
              configuration(namespace, ConfigMap.class, Pruning::config)
                  .withOnAddFilter(MADE_BY_US)
                  .withOnUpdateFilter(Caches::hasChanged)
                  .build(),
              context));
      made.add(
          new InformerEventSource<>(
              configuration(namespace, Lease.class, Pruning::lease)
                  .withOnAddFilter(MADE_BY_US)
                  .withOnUpdateFilter(heartbeats)
                  .withOnDeleteFilter((lease, unknown) -> heartbeats.forget(lease))
                  .build(),
              context));
    }
    return List.copyOf(made);
  }

  /**
   * Where the experiments themselves are kept. It is for one informer: another one's would take out
   * what it does not know.
   */
  public static ItemStore<ExperimentResource> experiments() {
    return new TransformingItemStore<>(Pruning::experiment);
  }

  /** Each namespace that is named has informers of its own; else one for all of them. */
  private static Set<String> namespaces(EventSourceContext<ExperimentResource> context) {
    var controller = context.getControllerConfiguration();
    return controller.getInformerConfig().getEffectiveNamespaces(controller);
  }

  private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> configuration(
      String namespace, Class<R> type, UnaryOperator<R> pruned) {
    return InformerEventSourceConfiguration.from(type, ExperimentResource.class)
        .withName("byol-" + type.getSimpleName() + "-" + namespace)
        .withNamespaces(namespace)
        .withLabelSelector(Names.MANAGED_BY + "=" + Names.OPERATOR + "," + Names.EXPERIMENT)
        .withSecondaryToPrimaryMapper(Caches::experiment)
        .withItemStore(new TransformingItemStore<>(pruned));
  }

  /** The Job controller counts pods in it, several times a start; they are seen as pods. */
  static boolean mattersOfJob(Job now, Job before) {
    return differ(now, before, List.of(Job::getSpec, Job::getStatus))
        || metadataMatters(now, before);
  }

  /** Until its scheduler has placed it, or said why it cannot, there is nothing to say of it. */
  static boolean mattersOfNewPod(Pod pod) {
    return pod.getSpec().getNodeName() != null
        || pod.getMetadata().getDeletionTimestamp() != null
        || pod.getStatus() != null && !pod.getStatus().getConditions().isEmpty();
  }

  static boolean mattersOfPod(Pod now, Pod before) {
    return differ(now, before, List.of(Pod::getSpec, Pod::getStatus))
        || metadataMatters(now, before);
  }

  private static boolean metadataMatters(HasMetadata now, HasMetadata before) {
    return differ(
        now.getMetadata(),
        before.getMetadata(),
        List.of(
            ObjectMeta::getDeletionTimestamp,
            ObjectMeta::getUid,
            ObjectMeta::getLabels,
            ObjectMeta::getAnnotations));
  }

  private static boolean hasChanged(HasMetadata now, HasMetadata before) {
    return differ(now.getMetadata(), before.getMetadata(), List.of(ObjectMeta::getResourceVersion));
  }

  private static <T> boolean differ(T now, T before, List<Function<T, Object>> parts) {
    return parts.stream().anyMatch(part -> !Objects.equals(part.apply(now), part.apply(before)));
  }

  private static Set<ResourceID> experiment(HasMetadata object) {
    return Set.of(
        new ResourceID(
            object.getMetadata().getLabels().get(Names.EXPERIMENT),
            object.getMetadata().getNamespace()));
  }
}
