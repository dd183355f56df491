package dev.byol.operator.template;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the operator sets in pods itself, and what to do instead of writing it into a template;
 * docs/worker-pods.md names each.
 */
public final class OwnedFields {
  private static final String REMOVE = "remove it";

  /** Of the template, by path. */
  public static final Map<String, String> OF_PODS =
      table(
          "metadata.name", "remove it; the Job names its pods",
          "metadata.generateName", "remove it; the Job names its pods",
          "metadata.namespace", "remove it; pods are in the experiment's namespace",
          "metadata.ownerReferences", REMOVE,
          "metadata.finalizers", REMOVE,
          "spec.activeDeadlineSeconds", "set spec.lifecycle.activeDeadlineSeconds instead",
          "spec.ephemeralContainers", "remove it; kubectl debug adds them to a running pod",
          "spec.hostname", "remove it; workers find one another by it",
          "spec.hostnameOverride", "remove it; workers find one another by their names",
          "spec.nodeName", "choose nodes by spec.workers.nodeSelector or an affinity",
          "spec.overhead", "set spec.workers.runtimeClassName, which brings it",
          "spec.preemptionPolicy", "set spec.workers.priorityClassName, which brings it",
          "spec.priority", "set spec.workers.priorityClassName, which brings it",
          "spec.restartPolicy", "remove it; another attempt takes the place of a pod that failed",
          "spec.schedulerName", "set spec.scheduling.scheduler instead",
          "spec.serviceAccount", "set spec.workers.serviceAccount instead",
          "spec.serviceAccountName", "set spec.workers.serviceAccount instead",
          "spec.setHostnameAsFQDN", "remove it; workers find one another by their names",
          "spec.shareProcessNamespace",
              "remove it; the trainer has to be the first of its processes",
          "spec.subdomain", "remove it; workers find one another by it",
          "spec.terminationGracePeriodSeconds",
              "set spec.workers.terminationGracePeriodSeconds instead");

  /** Of the container that is named trainer. */
  public static final Map<String, String> OF_THE_TRAINER =
      table(
          "args", "remove it; spec says what the trainer does",
          "command", "remove it; spec says what the trainer does",
          "image", "set spec.workers.image instead",
          "imagePullPolicy", "set spec.workers.imagePullPolicy instead",
          "restartPolicy", "remove it; another attempt takes the place of a pod that failed",
          "restartPolicyRules", "remove it; another attempt takes the place of a pod that failed",
          "stdin", REMOVE,
          "stdinOnce", REMOVE,
          "terminationMessagePath", "remove it; the operator reads it",
          "terminationMessagePolicy", "remove it; the operator reads it",
          "tty", REMOVE,
          "workingDir", "remove it; it is where the run's files lie");

  private OwnedFields() {}

  private static Map<String, String> table(String... pathsAndRemedies) {
    Map<String, String> table = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndRemedies.length; i += 2) {
      table.put(pathsAndRemedies[i], pathsAndRemedies[i + 1]);
    }
    return table;
  }
}
