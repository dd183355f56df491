package dev.byol.operator.observe;

import dev.byol.operator.model.Names;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
    var made = new ArrayList<EventSource<?, ExperimentResource>>();
    for (String namespace : namespaces(context)) {
      made.add(cache(context, namespace, Job.class, Pruning::job));
      made.add(cache(context, namespace, Pod.class, Pruning::pod));
      made.add(cache(context, namespace, ConfigMap.class, Pruning::config));
      made.add(
          new InformerEventSource<>(
              configuration(namespace, Lease.class, Pruning::lease)
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

  private static <R extends HasMetadata> EventSource<?, ExperimentResource> cache(
      EventSourceContext<ExperimentResource> context,
      String namespace,
      Class<R> type,
      UnaryOperator<R> pruned) {
    return new InformerEventSource<>(
        configuration(namespace, type, pruned).withOnUpdateFilter(Caches::hasChanged).build(),
        context);
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

  private static boolean hasChanged(HasMetadata now, HasMetadata before) {
    return !Objects.equals(
        now.getMetadata().getResourceVersion(), before.getMetadata().getResourceVersion());
  }

  private static Set<ResourceID> experiment(HasMetadata object) {
    return Set.of(
        new ResourceID(
            object.getMetadata().getLabels().get(Names.EXPERIMENT),
            object.getMetadata().getNamespace()));
  }
}
