package dev.byol.operator.observe;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Why a pod that has a node does not start where its status does not say so: volumes that cannot be
 * attached or mounted, sandboxes that cannot be made. Kubelets tell that in events alone.
 */
public interface PodEvents {
  /**
   * What holds a pod up, as {@link WorkerView#trouble}.
   *
   * @param waited for how long it has been held up
   */
  Optional<String> trouble(String namespace, String pod, Duration waited);

  /**
   * Reads the events of the pods that are asked about, each at most every ten seconds, and ever
   * more rarely down to once a minute; without the right to, nothing is known. If they cannot be
   * read, what was known holds.
   */
  static PodEvents of(KubernetesClient client, Clock clock) {
    return new Reader(client, clock);
  }

  /** Asks the API server, and remembers what it said. */
  final class Reader implements PodEvents {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Warnings that hold nothing up. */
    private static final Set<String> HARMLESS =
        Set.of("DNSConfigForming", "FailedToRetrieveImagePullSecret", "FailedScheduling");

    private final KubernetesClient client;
    private final EventCache answers;

    private Reader(KubernetesClient client, Clock clock) {
      this.client = client;
      this.answers = new EventCache(clock);
    }

    @Override
    public Optional<String> trouble(String namespace, String pod, Duration waited) {
      return answers.of(
          namespace + "/" + pod,
          pause(waited),
          "read the events of pod " + pod + " in namespace " + namespace,
          () -> read(namespace, pod));
    }

    private static Duration pause(Duration waited) {
      Duration pause = waited.dividedBy(4);
      return pause.compareTo(SHORTEST) < 0
          ? SHORTEST
          : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    private Optional<String> read(String namespace, String pod) {
      return newest(
          client
              .v1()
              .events()
              .inNamespace(namespace)
              .withField("involvedObject.kind", "Pod")
              .withField("involvedObject.name", pod)
              .list()
              .getItems()
              .stream());
    }

    /** The newest event, if it is a warning: what was overcome since is none any more. */
    static Optional<String> newest(Stream<Event> events) {
      return events
          .filter(event -> event.getReason() != null && !HARMLESS.contains(event.getReason()))
          .max(Comparator.comparing(Reader::time).thenComparing(Reader::isWarning))
          .filter(Reader::isWarning)
          .map(event -> event.getReason() + ": " + event.getMessage());
    }

    private static boolean isWarning(Event event) {
      return "Warning".equals(event.getType());
    }

    /** Some writers leave some of them out. To the second, as most have it. */
    private static Instant time(Event event) {
      return Stream.of(
              event.getLastTimestamp(),
              event.getEventTime() == null ? null : event.getEventTime().getTime(),
              event.getSeries() == null || event.getSeries().getLastObservedTime() == null
                  ? null
                  : event.getSeries().getLastObservedTime().getTime(),
              event.getMetadata().getCreationTimestamp())
          .filter(Objects::nonNull)
          .map(Instant::parse)
          .max(Comparator.naturalOrder())
          .map(time -> Instant.ofEpochSecond(time.getEpochSecond()))
          .orElse(Instant.EPOCH);
    }
  }
}
