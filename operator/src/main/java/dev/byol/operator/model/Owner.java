package dev.byol.operator.model;

import dev.byol.api.spec.ByolExperiment;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;

/**
 * The experiment that owns an object; when it is deleted, Kubernetes deletes what it owns.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID
 */
public record Owner(String namespace, String name, String uid) {
  /** Metadata of an object that is owned. */
  public ObjectMeta metadata(String objectName, Map<String, String> labels) {
    return new ObjectMetaBuilder()
        .withNamespace(namespace)
        .withName(objectName)
        .withLabels(labels)
        .withOwnerReferences(reference())
        .build();
  }

  private OwnerReference reference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(ByolExperiment.API_VERSION)
        .withKind(ByolExperiment.KIND)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(false)
        .build();
  }
}
