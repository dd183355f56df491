package dev.byol.operator.act;

/**
 * An object that is to be deleted.
 *
 * @param path its path at the API server
 * @param called its kind, name and namespace, for people
 * @param uid its UID; another object that has taken its name is left alone
 * @param graceSeconds what its pods are given to end; {@code null}: what they ask for
 */
record Deletion(String path, String called, String uid, Long graceSeconds) {
  static Deletion job(String namespace, String name, String uid) {
    return new Deletion(
        "/apis/batch/v1/namespaces/%s/jobs/%s".formatted(namespace, name),
        OwnedObjects.called("Job", name, namespace),
        uid,
        null);
  }

  /** Without grace: its node does not speak of it any more. */
  static Deletion pod(String namespace, String name, String uid) {
    return new Deletion(
        "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name),
        OwnedObjects.called("pod", name, namespace),
        uid,
        0L);
  }

  static Deletion config(String namespace, String name, String uid) {
    return new Deletion(
        "/api/v1/namespaces/%s/configmaps/%s".formatted(namespace, name),
        OwnedObjects.called("ConfigMap", name, namespace),
        uid,
        null);
  }
}
