package dev.byol.operator.it;

import static dev.byol.operator.it.RealApiServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.status.ExperimentStatus;
import dev.byol.api.status.Phase;
import dev.byol.operator.OperatorSettings;
import dev.byol.operator.RunningOperator;
import dev.byol.operator.model.NetworkIsolation;
import dev.byol.operator.policy.Policy;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SeveralNamespacesIT {
  private static final Set<String> NAMESPACES = Set.of("left", "middle", "right");

  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    client = RealApiServer.get().client();
  }

  @Test
  void anOperatorThatComesBackKnowsTheAttemptsOfAllItsNamespaces() throws Exception {
    for (String namespace : NAMESPACES) {
      RealApiServer.namespace(client, namespace);
      client.resource(TinyExperiment.resource(namespace, "tiny")).create();
    }
    try (FakeNodes left = new FakeNodes(client, "left");
        FakeNodes middle = new FakeNodes(client, "middle");
        FakeNodes right = new FakeNodes(client, "right")) {
      try (RunningOperator first = operator()) {
        assertThat(first.port()).isPositive();
        await("all to run", () -> NAMESPACES.stream().allMatch(SeveralNamespacesIT::runs));
      }
      try (RunningOperator second = operator()) {
        assertThat(second.port()).isPositive();
        Thread.sleep(Duration.ofSeconds(5).toMillis());
      }
      assertThat(NAMESPACES).allMatch(SeveralNamespacesIT::runs);
      assertThat(NAMESPACES).allMatch(namespace -> status(namespace).attempt().number() == 1);
      assertThat(left.violations()).isEmpty();
      assertThat(middle.violations()).isEmpty();
      assertThat(right.violations()).isEmpty();
    }
  }

  private static boolean runs(String namespace) {
    return status(namespace).phase() == Phase.RUNNING;
  }

  private static ExperimentStatus status(String namespace) {
    ExperimentStatus status =
        client
            .resources(ExperimentResource.class)
            .inNamespace(namespace)
            .withName("tiny")
            .get()
            .getStatus();
    return status == null ? ExperimentStatus.none() : status;
  }

  private static RunningOperator operator() {
    return RunningOperator.start(
        new OperatorSettings(
            NAMESPACES,
            Optional.of("trainer:1"),
            0,
            Optional.empty(),
            Optional.of(NetworkIsolation.USUAL),
            1,
            Policy.byDefault(),
            OptionalLong.of(65532),
            30),
        RealApiServer.get().client());
  }
}
