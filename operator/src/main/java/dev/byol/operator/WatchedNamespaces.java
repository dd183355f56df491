package dev.byol.operator;

import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.refusal.Refusals;
import dev.byol.operator.refusal.RefusedException;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the namespaces that are named an operator can watch. One that does not exist, or where
 * it has no rights, keeps it from the others no longer: it is looked for, and when it is there the
 * operator starts anew, since only a whole start knows everything before it decides anything.
 */
final class WatchedNamespaces implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedNamespaces.class);

  private final KubernetesClient client;
  private final Set<String> wanted;
  private final Map<String, String> missing = new TreeMap<>();
  private volatile Thread lookOut = new Thread(() -> {});

  private WatchedNamespaces(KubernetesClient client, Set<String> wanted) {
    this.client = client;
    this.wanted = wanted;
  }

  /**
   * Tries them.
   *
   * @param wanted those that are named, empty for all of the cluster
   */
  static WatchedNamespaces of(KubernetesClient client, Set<String> wanted) {
    var namespaces = new WatchedNamespaces(client, wanted);
    for (String name : wanted) {
      namespaces.refusal(name).ifPresent(why -> namespaces.missing.put(name, why));
    }
    namespaces.missing.values().forEach(why -> LOG.warn("{}", why));
    return namespaces;
  }

  /** Those that can be watched, empty if all of the cluster is or none can be. */
  Set<String> reachable() {
    return wanted.stream()
        .filter(name -> !missing.containsKey(name))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether there is anything to watch. */
  boolean isAny() {
    return wanted.isEmpty() || !reachable().isEmpty();
  }

  /** Sentences about those that cannot be watched, by name. */
  Map<String, String> missing() {
    return Map.copyOf(missing);
  }

  /** Calls {@code startAnew} once, when one of those that are missing can be watched. */
  void lookOut(Duration every, Runnable startAnew) {
    if (!missing.isEmpty()) {
      lookOut = new Thread(() -> look(every, startAnew), "namespaces");
      lookOut.setDaemon(true);
      lookOut.start();
    }
  }

  private void look(Duration every, Runnable startAnew) {
    try {
      Optional<String> there = Optional.empty();
      while (there.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(
            every.toMillis() + ThreadLocalRandom.current().nextLong(every.toMillis()));
        there = missing.keySet().stream().filter(name -> refusal(name).isEmpty()).findFirst();
      }
      LOG.info("namespace {} can be watched now: restarting to watch it", there.get());
      startAnew.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Only what a role can fix counts as missing; all else is told by the start itself. */
  private Optional<String> refusal(String name) {
    try {
      client
          .resources(ExperimentResource.class)
          .inNamespace(name)
          .list(new ListOptionsBuilder().withLimit(1L).build());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      Refusal refusal = Refusals.of(new RefusedException("watch namespace " + name, e));
      return missing.containsKey(name) || refusal.kind() == Refusal.Kind.FORBIDDEN
          ? Optional.of(
              refusal.sentence()
                  + " Namespace "
                  + name
                  + " is left out until then; if it does not exist, create it and run helm upgrade.")
          : Optional.empty();
    }
  }

  @Override
  public void close() {
    lookOut.interrupt();
  }
}
