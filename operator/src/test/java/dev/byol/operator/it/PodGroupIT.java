package dev.byol.operator.it;

import static dev.byol.operator.it.RealApiServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.status.ConditionStatus;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.OperatorSettings;
import dev.byol.operator.RunningOperator;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Gangs in clusters that know PodGroups, that do not know them yet, and where a name is taken. */
class PodGroupIT {
  private static RealApiServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    server = RealApiServer.get();
    client = server.client();
  }

  @Test
  void aClusterThatDoesNotKnowTheKindIsToldOfAndTheAttemptBeginsWhenItDoes() {
    String namespace = "podgroup-unknown";
    RealApiServer.namespace(client, namespace);
    Owner owner = suspended(namespace, "Coscheduling");
    try (KubernetesClient its = server.client();
        RunningOperator operator = operator(namespace, its);
        FakeNodes nodes = new FakeNodes(client, namespace)) {
      assertThat(operator.port()).isPositive();
      resume(namespace);
      await("the condition", () -> "NotFound".equals(condition(namespace, "Degraded").reason()));
      assertThat(condition(namespace, "Degraded").message()).contains("PodGroup");
      assertThat(client.batch().v1().jobs().inNamespace(namespace).list().getItems()).isEmpty();

      define("coscheduling");

      await("attempt 1 to run", () -> status(namespace).message().startsWith("Training"));
      assertThat(group("scheduling.x-k8s.io/v1alpha1", owner).<Map<String, Object>>get("spec"))
          .containsEntry("minMember", 2);
      assertThat(nodes.violations()).isEmpty();
    }
  }

  @Test
  void somebodyElsesPodGroupIsLeftAloneAndToldAndWaitedFor() {
    String namespace = "podgroup-foreign";
    RealApiServer.namespace(client, namespace);
    define("volcano");
    Owner owner = suspended(namespace, "Volcano");
    String name = Names.podGroup(owner, 1);
    GenericKubernetesResource stranger = create(namespace, name);
    try (KubernetesClient its = server.client();
        RunningOperator operator = operator(namespace, its);
        FakeNodes nodes = new FakeNodes(client, namespace)) {
      assertThat(operator.port()).isPositive();
      resume(namespace);
      await("the condition", () -> "NameInUse".equals(condition(namespace, "Degraded").reason()));
      assertThat(condition(namespace, "Degraded").message())
          .contains("PodGroup " + name + " in namespace " + namespace + " exists already")
          .contains("delete or rename it");
      assertThat(Serialization.asJson(client.resource(stranger).get()))
          .isEqualTo(Serialization.asJson(stranger));
      client.resource(stranger).delete();

      await("attempt 1 to run", () -> status(namespace).message().startsWith("Training"));
      assertThat(group("scheduling.volcano.sh/v1beta1", owner).<Map<String, Object>>get("spec"))
          .containsEntry("minMember", 2);
      assertThat(nodes.violations()).isEmpty();
    }
  }

  private static GenericKubernetesResource create(String namespace, String name) {
    return client
        .resource(
            Serialization.unmarshal(
                "apiVersion: scheduling.volcano.sh/v1beta1\nkind: PodGroup\nmetadata: {name: %s, namespace: %s}\nspec: {minMember: 7}"
                    .formatted(name, namespace),
                GenericKubernetesResource.class))
        .create();
  }

  private static GenericKubernetesResource group(String apiVersion, Owner owner) {
    return client
        .genericKubernetesResources(apiVersion, "PodGroup")
        .inNamespace(owner.namespace())
        .withName(Names.podGroup(owner, 1))
        .get();
  }

  private static void define(String which) {
    try (InputStream file = PodGroupIT.class.getResourceAsStream("/podgroups/" + which + ".yaml")) {
      client.load(file).serverSideApply();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    String apiVersion =
        which.equals("volcano") ? "scheduling.volcano.sh/v1beta1" : "scheduling.x-k8s.io/v1alpha1";
    await(
        "the kind to be served",
        () -> {
          client.genericKubernetesResources(apiVersion, "PodGroup").inAnyNamespace().list();
          return true;
        });
  }

  private static Owner suspended(String namespace, String gang) {
    client.resource(TinyExperiment.resource(namespace, "tiny")).create();
    TinyExperiment.patch(
        client,
        namespace,
        "tiny",
        "{\"spec\": {\"suspend\": true, \"scheduling\": {\"gang\": \"" + gang + "\"}}}");
    return new Owner(namespace, "tiny", experiment(namespace).getMetadata().getUid());
  }

  private static void resume(String namespace) {
    TinyExperiment.patch(client, namespace, "tiny", "{\"spec\": {\"suspend\": false}}");
  }

  private static ConditionStatus condition(String namespace, String type) {
    return status(namespace).conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static ExperimentStatus status(String namespace) {
    return experiment(namespace).getStatus();
  }

  private static ExperimentResource experiment(String namespace) {
    return client.resources(ExperimentResource.class).inNamespace(namespace).withName("tiny").get();
  }

  private static RunningOperator operator(String namespace, KubernetesClient its) {
    return RunningOperator.start(
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
        its);
  }
}
