package dev.byol.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Workers that ask for devices, in a cluster that may have none. */
@OnCluster
class AcceleratorE2E extends Rows {
  // No device plugin offers it: a node has as many as its status is told.
  private static final String RESOURCE = "byol.dev/e2e-gpu";

  @AfterAll
  static void withdraw() {
    offer("remove", "");
  }

  @Test
  void aGpuIsWaitedForInTheSchedulersWordsAndAnImageThatCannotUseItIsNamed() {
    Row row =
        Row.start(
            Digits.of("gpus", 30, 1).withWorker("gpusPerWorker: 1\ngpuResource: " + RESOURCE));

    row.awaitMessage("Insufficient " + RESOURCE);
    offer("add", ", \"value\": \"1\"");

    JsonNode failed = row.awaitPhase("Failed");
    assertThat(failed.at("/attempts")).hasSize(1);
    assertThat(failed.at("/attempts/0/endedBy").asText()).isEqualTo("BadExperiment");
    assertThat(failed.path("message").asText())
        .contains("spec.workers.gpusPerWorker is 1", "computes on the CPU", "trainer-cuda");
  }

  @Test
  void aClaimIsMadeForEachWorkerFromTheTemplateAndWaitedFor() {
    assumeThat(Cluster.kubectl("api-versions").lines()).contains("resource.k8s.io/v1");
    Row row =
        Row.in(
            Digits.of("claims", 30, 2)
                .withWorker("resourceClaims: [{name: nic, resourceClaimTemplateName: nic}]"));
    Cluster.apply(
        row.namespace(),
        """
        apiVersion: resource.k8s.io/v1
        kind: ResourceClaimTemplate
        metadata: {name: nic}
        spec: {spec: {devices: {requests: [{name: nic, exactly: {deviceClassName: nic.example.com}}]}}}
        ---
        apiVersion: resource.k8s.io/v1
        kind: DeviceClass
        metadata: {name: nic.example.com}
        """);
    row.apply();

    JsonNode waiting = row.awaitMessage("claim");
    assertThat(Cluster.isAt(waiting, "Failed")).isFalse();
    Cluster.await(
        "claims of both workers",
        Duration.ofMinutes(1),
        () -> row.kubectl("get", "resourceclaims", "-o", "name").lines().count() == 2);
    row.edit("{\"suspend\": true}");
    Cluster.awaitNoPods(row.namespace(), "byol.dev/experiment=claims", Duration.ofMinutes(2));
    Cluster.await(
        "end of the claims",
        Duration.ofMinutes(1),
        () -> row.kubectl("get", "resourceclaims", "-o", "name").isBlank());
  }

  private static void offer(String operation, String value) {
    String patch =
        "[{\"op\": \"%s\", \"path\": \"/status/capacity/%s\"%s}]"
            .formatted(operation, RESOURCE.replace("/", "~1"), value);
    List<String> nodes = Cluster.kubectl("get", "nodes", "-o", "name").lines().toList();
    Cluster.attempt("patch", nodes.get(0), "--subresource=status", "--type=json", "-p", patch);
  }
}
