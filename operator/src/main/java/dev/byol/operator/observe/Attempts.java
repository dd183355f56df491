package dev.byol.operator.observe;

import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;

/**
 * Which objects belong to attempts of an experiment. Labels alone do not say: anybody sets them.
 */
final class Attempts {
  private Attempts() {}

  /** Whether a label says which attempt it belongs to. */
  static boolean isNumbered(HasMetadata object) {
    return labels(object).getOrDefault(Names.ATTEMPT, "").matches("[1-9][0-9]{0,17}");
  }

  /** Whether a Job of the experiment made this pod; the Job itself may be gone already. */
  static boolean isWorker(Owner owner, Pod pod) {
    if (!isNumbered(pod) || !owner.uid().equals(labels(pod).get(Names.UID))) {
      return false;
    }
    long attempt = Long.parseLong(labels(pod).get(Names.ATTEMPT));
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(r -> Boolean.TRUE.equals(r.getController()) && r.getKind().equals("Job"))
        .anyMatch(
            r ->
                r.getName().equals(Names.job(owner, attempt))
                    || r.getName().equals(Names.jobBefore(owner, attempt)));
  }

  private static Map<String, String> labels(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }
}
