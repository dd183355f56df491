package dev.byol.operator.it;

import static dev.byol.operator.it.RealApiServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.OperatorSettings;
import dev.byol.operator.RunningOperator;
import dev.byol.operator.model.NetworkIsolation;
import dev.byol.operator.policy.Policy;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An API server that finds statuses invalid, for whatever reason. */
class StatusRefusedIT {
  /** Refuses each sentence in the namespaces that it is bound to. */
  private static final String POLICY =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: no-sentences}
      spec:
        matchConstraints:
          resourceRules:
            - apiGroups: [byol.dev]
              apiVersions: ["*"]
              operations: [UPDATE]
              resources: [byolexperiments/status]
        validations:
          - expression: "!has(object.status) || !has(object.status.message)"
            message: no sentences in this namespace
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: no-sentences}
      spec:
        policyName: no-sentences
        validationActions: [Deny]
        matchResources:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: refused}}
      """;

  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    client = RealApiServer.get().client();
  }

  @Test
  void theExperimentGoesOnAndSaysSo() {
    RealApiServer.namespace(client, "refused");
    client.load(new ByteArrayInputStream(POLICY.getBytes(StandardCharsets.UTF_8))).create();
    try (RunningOperator operator =
            RunningOperator.start(
                new OperatorSettings(
                    Set.of("refused"),
                    Optional.of("trainer:1"),
                    0,
                    Optional.empty(),
                    Optional.of(NetworkIsolation.USUAL),
                    1,
                    Policy.byDefault(),
                    OptionalLong.of(65532),
                    30),
                client);
        FakeNodes nodes = new FakeNodes(client, "refused")) {
      assertThat(operator.port()).isPositive();
      client.resource(TinyExperiment.resource("refused", "tiny")).create();
      await("a first step", () -> status().attempt().runningAt() != null);
      assertThat(status().phase()).isNotNull();
      assertThat(nodes.violations()).isEmpty();
      await("the refusal to be told", () -> !refusals().isEmpty());
      assertThat(refusals())
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.getMessage())
                      .contains("no sentences in this namespace", "the work goes on"));
    }
  }

  private static ExperimentStatus status() {
    return client
        .resources(ExperimentResource.class)
        .inNamespace("refused")
        .withName("tiny")
        .get()
        .getStatus();
  }

  private static List<Event> refusals() {
    return client.v1().events().inNamespace("refused").list().getItems().stream()
        .filter(event -> "StatusRefused".equals(event.getReason()))
        .toList();
  }
}
