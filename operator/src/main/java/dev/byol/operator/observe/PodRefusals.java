package dev.byol.operator.observe;

import dev.byol.operator.refusal.RefusedException;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.Optional;

/** Why the Job controller cannot create pods: quotas and admission speak in its events alone. */
public interface PodRefusals {
  /** The newest refusal of a Job's pods, in the API server's words. */
  Optional<String> of(String namespace, JobView job);

  /** Reads the events of the Job; without the right to, nothing is known. */
  static PodRefusals fromEvents(KubernetesClient client) {
    return (namespace, job) -> {
      try {
        return client
            .v1()
            .events()
            .inNamespace(namespace)
            .withField("involvedObject.uid", job.uid())
            .list()
            .getItems()
            .stream()
            .filter(event -> "FailedCreate".equals(event.getReason()))
            .max(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
            .map(Event::getMessage);
      } catch (KubernetesClientException e) {
        if (e.getCode() == 403) {
          return Optional.empty();
        }
        throw new RefusedException("read the events of Job " + job.name(), e);
      }
    };
  }
}
