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
  /** Checks that the UID is one. */
  public Owner {
    if (!uid.matches("[0-9a-f]{8}-[-0-9a-f]{1,64}")) {
      throw new IllegalArgumentException(
          uid + " is not the UID of an object; a Kubernetes API server gives it");
    }
  }

  /** Whether an object is this experiment's own: nobody else's is ever written or deleted. */
  public boolean owns(ObjectMeta object) {
    return object.getOwnerReferences().stream()
        .anyMatch(r -> Boolean.TRUE.equals(r.getController()) && uid.equals(r.getUid()));
  }

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
