package dev.byol.operator.it;

import static dev.byol.operator.it.RealApiServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.byol.api.crd.CustomResourceDefinition;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.api.status.Phase;
import dev.byol.operator.OperatorSettings;
import dev.byol.operator.RunningOperator;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster whose definition is older than the operator, as where the chart does not bring it. */
class OldDefinitionIT {
  private static final String ATTEMPT =
      "/spec/versions/0/schema/openAPIV3Schema/properties/status/properties/attempt/properties";

  private static KubernetesClient client;

  @BeforeAll
  static void start() throws IOException {
    client = RealApiServer.get().client();
    JsonNode older = new YAMLMapper().readTree(CustomResourceDefinition.yaml());
    ((ObjectNode) older.at(ATTEMPT)).remove("readyAt");
    define(older.toString());
  }

  @AfterAll
  static void restore() {
    if (client != null) {
      define(CustomResourceDefinition.yaml());
    }
  }

  private static void define(String definition) {
    client
        .load(new ByteArrayInputStream(definition.getBytes(StandardCharsets.UTF_8)))
        .forceConflicts()
        .serverSideApply();
  }

  @Test
  void experimentsAreRunAllTheSameAndTheDefinitionIsToldOf() throws Exception {
    String namespace = "old-definition";
    RealApiServer.namespace(client, namespace);
    // The API server takes a moment to forget a field.
    Thread.sleep(3000);
    try (RunningOperator operator =
            RunningOperator.start(
                OperatorSettings.from(
                    Map.of(
                        "BYOL_WATCH_NAMESPACES",
                        namespace,
                        "BYOL_TRAINER_IMAGE",
                        "trainer:1",
                        "BYOL_METRICS_PORT",
                        "0",
                        "BYOL_HEARTBEAT_SECONDS",
                        "1")),
                client);
        FakeNodes nodes = new FakeNodes(client, namespace)) {
      assertThat(operator.port()).isPositive();
      client.resource(TinyExperiment.resource(namespace, "tiny")).create();
      await("training", () -> status(namespace).phase() == Phase.RUNNING);
      assertThat(status(namespace).attempt().readyAt()).isNull();
      await(
          "the event",
          () ->
              client.v1().events().inNamespace(namespace).list().getItems().stream()
                  .filter(event -> "DefinitionOutdated".equals(event.getReason()))
                  .anyMatch(
                      event ->
                          event.getMessage().contains("status.attempt.readyAt")
                              && event.getMessage().contains("crds.install=true")));
      TinyExperiment.patch(client, namespace, "tiny", "{\"spec\": {\"suspend\": true}}");
      await("suspension", () -> status(namespace).phase() == Phase.SUSPENDED);
      assertThat(nodes.violations()).isEmpty();
    }
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
}
