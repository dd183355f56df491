package dev.byol.operator.it;

import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;

/** An experiment that the API server accepts, and edits of it. */
final class TinyExperiment {
  private TinyExperiment() {}

  /** Accepted, with two workers. */
  static GenericKubernetesResource resource(String namespace, String name) {
    return Serialization.unmarshal(
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: %s, namespace: %s, annotations: {}}
        spec:
          training: {globalBatch: 64, maxSteps: 300}
          network: {encoder: TinyResNet}
          learningRate: {base: 1.0}
          data: {uri: /data/train.tar}
          checkpoint: {uri: /data/runs}
          workers:
            replicas: 2
            volumes: [{name: data, mountPath: /data, claimName: pictures}]
        """
            .formatted(name, namespace),
        GenericKubernetesResource.class);
  }

  /** Edits it, as kubectl patch does. */
  static void patch(KubernetesClient client, String namespace, String name, String patch) {
    client
        .resources(ExperimentResource.class)
        .inNamespace(namespace)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
