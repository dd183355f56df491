package dev.byol.operator.act;

import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.model.Names;
import dev.byol.operator.refusal.RefusedException;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/**
 * Writes statuses, guarded by the version of the resource that was observed: of two operators, or
 * of one with a stale cache, only the one that saw the newest status gets its way, and the other
 * has done nothing yet.
 */
public final class StatusWriter {
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Names.OPERATOR)
          .withForce(true)
          .build();

  private StatusWriter() {}

  /**
   * Writes the status if it differs from the one observed.
   *
   * @throws RefusedException when the API server refuses, with a conflict when the resource has
   *     changed since
   */
  public static void write(
      ExperimentResource observed, ExperimentStatus status, Context<ExperimentResource> context) {
    if (status.equals(observed.getStatus())) {
      return;
    }
    var fresh = new ExperimentResource();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(observed.getMetadata().getNamespace())
            .withName(observed.getMetadata().getName())
            .withResourceVersion(observed.getMetadata().getResourceVersion())
            .build());
    fresh.setStatus(status);
    ExperimentResource written = patched(fresh, context);
    // The next pass shall see it even if the watch is slow.
    context
        .eventSourceRetriever()
        .getControllerEventSource()
        .handleRecentResourceUpdate(ResourceID.fromResource(observed), written, observed);
  }

  private static ExperimentResource patched(
      ExperimentResource fresh, Context<ExperimentResource> context) {
    try {
      return context.getClient().resource(fresh).subresource("status").patch(APPLY);
    } catch (KubernetesClientException e) {
      throw new RefusedException(
          "write the status of ByolExperiment %s in namespace %s"
              .formatted(fresh.getMetadata().getName(), fresh.getMetadata().getNamespace()),
          e);
    }
  }
}
