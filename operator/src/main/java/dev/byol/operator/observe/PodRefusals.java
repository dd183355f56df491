package dev.byol.operator.observe;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** Why the Job controller cannot create pods: quotas and admission speak in its events alone. */
public interface PodRefusals {
  /** The newest refusal of a Job's pods, in the API server's words. */
  Optional<String> of(String namespace, JobView job);

  /**
   * Reads the events of the Job; without the right to, nothing is known. If they cannot be read,
   * what was known holds.
   */
  static PodRefusals fromEvents(KubernetesClient client, Clock clock) {
    var answers = new EventCache(clock);
    return (namespace, job) ->
        answers.of(
            job.uid(),
            Duration.ZERO,
            "read the events of Job " + job.name() + " in namespace " + namespace,
            () -> read(client, namespace, job));
  }

  private static Optional<String> read(KubernetesClient client, String namespace, JobView job) {
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
  }
}
