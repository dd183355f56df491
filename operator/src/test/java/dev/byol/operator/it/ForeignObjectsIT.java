package dev.byol.operator.it;

import static dev.byol.operator.it.RealApiServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.spec.ExperimentSpecBuilder;
import dev.byol.api.status.ConditionStatus;
import dev.byol.api.status.ExperimentStatus;
import dev.byol.operator.OperatorSettings;
import dev.byol.operator.RunningOperator;
import dev.byol.operator.model.ExperimentConfig;
import dev.byol.operator.model.Names;
import dev.byol.operator.model.Owner;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects of somebody else that have the names which an experiment needs. */
class ForeignObjectsIT {
  private static RealApiServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    server = RealApiServer.get();
    client = server.client();
  }

  static Stream<Arguments> strangers() {
    return Stream.of(
        Arguments.of("Service", "shared", "spec: {ports: [{port: 80}], selector: {app: web}}"),
        Arguments.of("Service", "dashed", "spec: {ports: [{port: 80}], selector: {app: web}}"),
        Arguments.of("Lease", "shared", "spec: {holderIdentity: somebody}"),
        Arguments.of("ServiceAccount", "shared", "automountServiceAccountToken: true"),
        Arguments.of("Role", "shared", "rules: []"),
        Arguments.of(
            "RoleBinding",
            "shared",
            "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}"),
        Arguments.of(
            "NetworkPolicy", "shared", "spec: {podSelector: {}, policyTypes: [Ingress, Egress]}"),
        Arguments.of("ConfigMap", "config", "data: {experiment.yaml: nonsense}"),
        Arguments.of("Job", "job", JOB));
  }

  private static final String JOB =
      """
      spec:
        suspend: true
        template:
          spec:
            restartPolicy: Never
            containers: [{name: a, image: b}]
      """;

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("strangers")
  void whatHasTheNameIsLeftAloneAndToldAndWaitedFor(String kind, String which, String rest)
      throws Exception {
    String namespace = "foreign-" + kind.toLowerCase(java.util.Locale.ROOT) + "-" + which;
    RealApiServer.namespace(client, namespace);
    Owner owner = suspended(namespace);
    String name = name(owner, which, namespace);
    if (which.equals("shared") && kind.equals("Service")) {
      // A Service cannot have such a name at all; what users would give one is not in the way.
      name = "tiny";
    }
    var stranger = client.resource(yaml(kind, namespace, name, rest)).create();
    boolean inTheWay = !name.equals("tiny");
    var counter = new Guillotine(0);
    try (KubernetesClient counted = server.client(counter);
        RunningOperator operator = operator(namespace, counted);
        FakeNodes nodes = new FakeNodes(client, namespace)) {
      TinyExperiment.patch(client, namespace, "tiny", "{\"spec\": {\"suspend\": false}}");
      if (inTheWay) {
        await("the condition", () -> isTold(namespace, kind));
        String said = condition(namespace, "Degraded").message();
        assertThat(said)
            .contains(kind + " " + name + " in namespace " + namespace + " exists already")
            .contains("belongs to no other object")
            .contains("delete or rename it");
        assertThat(status(namespace).message()).contains(said);
        await("the event", () -> event(namespace, "NameInUse").isPresent());
        int before = counter.requests();
        Thread.sleep(Duration.ofSeconds(10).toMillis());
        assertThat(counter.requests() - before).as("requests in ten seconds").isLessThan(60);
        assertThat(nodes.violations()).isEmpty();
        assertThat(Serialization.asJson(client.resource(stranger).get()))
            .isEqualTo(Serialization.asJson(stranger));
        client.resource(stranger).delete();
      }
      await("attempt 1 to run", () -> status(namespace).message().startsWith("Training"));
      assertThat(condition(namespace, "Degraded").status()).isEqualTo("False");
      assertThat(operator.port()).isPositive();
      if (!inTheWay) {
        client.resources(ExperimentResource.class).inNamespace(namespace).delete();
        assertThat(Serialization.asJson(client.resource(stranger).get()))
            .isEqualTo(Serialization.asJson(stranger));
      }
    }
  }

  @Test
  void anExperimentNamedLikeTheOperatorLeavesTheElectionsLeaseAlone() {
    String namespace = "election";
    RealApiServer.namespace(client, namespace);
    client.resource(TinyExperiment.resource(namespace, Names.OPERATOR)).create();
    var settings =
        settings(
            Map.of(
                "BYOL_WATCH_NAMESPACES",
                namespace,
                "BYOL_LEADER_ELECTION",
                "true",
                "BYOL_OPERATOR_NAMESPACE",
                namespace,
                "POD_NAME",
                "me"));
    try (KubernetesClient its = server.client();
        RunningOperator operator = RunningOperator.start(settings, its);
        FakeNodes nodes = new FakeNodes(client, namespace)) {
      await(
          "attempt 1 to run",
          () -> experiment(namespace, Names.OPERATOR).getStatus().message().startsWith("Training"));
      assertThat(nodes.violations()).isEmpty();
      assertThat(operator.port()).isPositive();
      var lease = client.leases().inNamespace(namespace).withName(Names.OPERATOR).get();
      assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("me");
      assertThat(lease.getMetadata().getOwnerReferences()).isEmpty();
      assertThat(lease.getMetadata().getAnnotations()).isNullOrEmpty();
      assertThat(
              client.rbac().roles().inNamespace(namespace).list().getItems().stream()
                  .flatMap(role -> role.getRules().stream())
                  .flatMap(rule -> rule.getResourceNames().stream()))
          .isNotEmpty()
          .doesNotContain(Names.OPERATOR);
    }
  }

  @Test
  void podsThatOnlyWearTheLabelsAreNotTakenForWorkers() throws Exception {
    String namespace = "labels";
    RealApiServer.namespace(client, namespace);
    Owner owner = suspended(namespace);
    var pod = yaml("Pod", namespace, "debug", "spec: {containers: [{name: a, image: b}]}");
    pod.getMetadata().setLabels(Names.labels(owner, 1));
    client.resource(pod).create();
    try (KubernetesClient its = server.client();
        RunningOperator operator = operator(namespace, its);
        FakeNodes nodes = new FakeNodes(client, namespace)) {
      TinyExperiment.patch(client, namespace, "tiny", "{\"spec\": {\"suspend\": false}}");
      await("attempt 1 to run", () -> status(namespace).message().startsWith("Training"));
      assertThat(status(namespace).workers().ready()).isEqualTo(2);
      assertThat(operator.port()).isPositive();
      assertThat(nodes.violations()).isEmpty();
    }
  }

  private static Owner suspended(String namespace) {
    client.resource(TinyExperiment.resource(namespace, "tiny")).create();
    TinyExperiment.patch(client, namespace, "tiny", "{\"spec\": {\"suspend\": true}}");
    return new Owner(namespace, "tiny", experiment(namespace, "tiny").getMetadata().getUid());
  }

  private static String name(Owner owner, String which, String namespace) throws Exception {
    return switch (which) {
      case "shared" -> Names.shared(owner);
      case "dashed" -> Names.service(owner);
      case "job" -> Names.job(owner, 1);
      default -> configName(owner, namespace);
    };
  }

  private static String configName(Owner owner, String namespace) {
    var seen = experiment(namespace, "tiny").experiment();
    var wanted = seen.withSpec(ExperimentSpecBuilder.builder(seen.spec()).suspend(false).build());
    return ExperimentConfig.of(
            owner, wanted, Optional.ofNullable(wanted.spec().training().maxSteps()))
        .name();
  }

  private static GenericKubernetesResource yaml(
      String kind, String namespace, String name, String rest) {
    String api =
        switch (kind) {
          case "Lease" -> "coordination.k8s.io/v1";
          case "Role", "RoleBinding" -> "rbac.authorization.k8s.io/v1";
          case "NetworkPolicy" -> "networking.k8s.io/v1";
          case "Job" -> "batch/v1";
          default -> "v1";
        };
    return Serialization.unmarshal(
        "apiVersion: %s\nkind: %s\nmetadata: {name: %s, namespace: %s}\n%s"
            .formatted(api, kind, name, namespace, rest),
        GenericKubernetesResource.class);
  }

  private static boolean isTold(String namespace, String kind) {
    ConditionStatus degraded = condition(namespace, "Degraded");
    return degraded.reason().equals("NameInUse") && degraded.message().startsWith(kind + " ");
  }

  private static Optional<Event> event(String namespace, String reason) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> reason.equals(event.getReason()))
        .findFirst();
  }

  private static ConditionStatus condition(String namespace, String type) {
    return status(namespace).conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static ExperimentStatus status(String namespace) {
    return experiment(namespace, "tiny").getStatus();
  }

  private static ExperimentResource experiment(String namespace, String name) {
    return client.resources(ExperimentResource.class).inNamespace(namespace).withName(name).get();
  }

  private static RunningOperator operator(String namespace, KubernetesClient its) {
    return RunningOperator.start(settings(Map.of("BYOL_WATCH_NAMESPACES", namespace)), its);
  }

  private static OperatorSettings settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("BYOL_TRAINER_IMAGE", "trainer:1");
    all.put("BYOL_METRICS_PORT", "0");
    all.put("BYOL_HEARTBEAT_SECONDS", "1");
    return OperatorSettings.from(all);
  }
}
