package dev.byol.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API server refuses and does by the CustomResourceDefinition alone. */
class AdmissionIT {
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    client = RealApiServer.get().client();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|",
        "{\"seed\": 4}|",
        "{\"training\": {\"maxEpochs\": 2, \"maxSteps\": null}}|",
        "{\"preset\": \"byol-40\", \"training\": null}|",
        "{\"training\": {\"maxEpochs\": 2}}|set only one of maxSteps and maxEpochs",
        "{\"training\": {\"maxSteps\": null}}|set spec.training.globalBatch and one of",
        "{\"training\": {\"globalBatch\": 0}}|greater than or equal to 2",
        "{\"training\": {\"globalBatch\": 4}, \"workers\": {\"replicas\": 5}}|at least spec.workers.replicas",
        "{\"training\": {\"scheduleSteps\": 10}}|must be at least maxSteps",
        "{\"learningRate\": {\"warmupSteps\": 2, \"warmupEpochs\": 2}}|only one of warmupSteps",
        "{\"evaluation\": {\"everySteps\": 2, \"everyEpochs\": 2}}|only one of everySteps",
        "{\"optimizer\": {\"momentum\": 1}}|should be less than 1",
        "{\"network\": {\"encoder\": \"ResNet51\"}}|Unsupported value",
        "{\"data\": null}|spec.data: Required value",
        "{\"workers\": {\"volumes\": [{\"name\": \"a\", \"mountPath\": \"/a\"}]}}|exactly one of claimName",
        "{\"workers\": {\"volumes\": [{\"name\": \"a\", \"mountPath\": \"a\", \"claimName\": \"c\"}]}}|should match",
        "{\"workers\": {\"env\": [{\"name\": \"A\"}]}}|exactly one of value and secretName",
        "{\"workers\": {\"env\": [{\"name\": \"BYOL_RANK\", \"value\": \"1\"}]}}|are the operator's",
        "{\"workers\": {\"resourceClaims\": [{\"name\": \"g\"}]}}|exactly one of resourceClaimName",
        "{\"workers\": {\"shm\": \"lots\"}}|should match",
        "{\"workers\": {\"resources\": {\"limits\": {\"cpu\": 2, \"memory\": \"4Gi\"}}}}|",
      })
  void theApiServerRefusesWhatCannotBeRun(String patch, String refusal) {
    String name = "rules-" + Integer.toHexString(patch.hashCode());
    client.resource(TinyExperiment.resource("default", name)).create();
    if (refusal == null) {
      edit(name, patch);
    } else {
      assertThatThrownBy(() -> edit(name, patch))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining(refusal);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed|{\"seed\": 4}",
        "network|{\"network\": {\"encoder\": \"ResNet18\"}}",
        "training.globalBatch|{\"training\": {\"globalBatch\": 128}}",
        "data.uri|{\"data\": {\"uri\": \"/data/other\"}}",
        "checkpoint.uri|{\"checkpoint\": {\"uri\": \"/data/other\"}}",
        "preset|{\"preset\": \"byol-40\"}",
      })
  void whatWouldContradictACheckpointCannotBeEditedOnceThereIsOne(String field, String patch) {
    String name = "fork-" + Integer.toHexString(patch.hashCode());
    client.resource(TinyExperiment.resource("default", name)).create();
    edit(name, "{\"seed\": 3}");
    hasACheckpoint(name);
    assertThatThrownBy(() -> edit(name, patch))
        .hasMessageContaining("spec." + field + " cannot change once there is a checkpoint");
    edit(name, "{\"training\": {\"maxSteps\": 400}}");
  }

  @Test
  void whatContradictsACheckpointCanBeEditedByWhoAcceptsIt() {
    String name = "accepted";
    client.resource(TinyExperiment.resource("default", name)).create();
    hasACheckpoint(name);

    assertThatThrownBy(
            () -> edit(name, "{\"seed\": 5, \"checkpoint\": {\"acceptChanges\": [\"Data\"]}}"))
        .hasMessageContaining("spec.checkpoint.acceptChanges: [Seed]");
    edit(name, "{\"seed\": 5, \"checkpoint\": {\"acceptChanges\": [\"Seed\"]}}");
  }

  @Test
  void longNamesAreRefused() {
    assertThatThrownBy(
            () -> client.resource(TinyExperiment.resource("default", "x".repeat(41))).create())
        .hasMessageContaining("1 to 40 lower case letters");
  }

  @Test
  void kubectlScaleSetsTheWorkers() {
    client.resource(TinyExperiment.resource("default", "scaled")).create();
    client.resources(ExperimentResource.class).inNamespace("default").withName("scaled").scale(3);
    assertThat(
            client
                .resources(ExperimentResource.class)
                .inNamespace("default")
                .withName("scaled")
                .get()
                .getSpec()
                .workers()
                .replicas())
        .isEqualTo(3);
  }

  private static void edit(String name, String spec) {
    TinyExperiment.patch(client, "default", name, "{\"spec\": " + spec + "}");
  }

  private static void hasACheckpoint(String name) {
    client
        .resources(ExperimentResource.class)
        .inNamespace("default")
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\": {\"checkpoint\": {\"step\": 1, \"uri\": \"u\"}}}");
  }
}
