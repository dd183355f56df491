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
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An operator takes over experiments of the one before it, whose objects had other names ({@code
 * NAME}, {@code NAME-worker}, {@code NAME-aN}): src/test/resources/upgrade says where they are
 * from.
 */
class UpgradeIT {
  private static final String STATUS =
      """
      {"status": {"observedGeneration": 1, "phase": "Running", "message": "Training.",
        "conditions": [
          {"type": "Running", "status": "True", "reason": "Training", "message": "Training.",
            "lastTransitionTime": "2026-01-01T00:00:00Z", "observedGeneration": 1}],
        "progress": {"step": 120, "maxSteps": 300, "percent": 40},
        "checkpoint": {"step": 100, "uri": "/data/runs/100", "time": "2026-01-01T00:00:00Z"},
        "attempt": {"number": 1, "job": "tiny-a1", "jobUid": "%s", "config": "%s",
          "world": 2, "image": "trainer:1", "reason": "Created", "startedAt": "%s",
          "scheduledAt": "%s", "runningAt": "%s", "fromStep": 0},
        "attempts": [],
        "budget": {"failures": 1, "inARow": 0, "disruptions": 2, "left": 4, "sinceStep": 100},
        "pinned": {"scheduleSteps": 300},
        "trainedSeconds": 0, "startTime": "2026-01-01T00:00:00Z"}}
      """;

  private static RealApiServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    server = RealApiServer.get();
    client = server.client();
  }

  @Test
  void anAttemptOfTheFormerOperatorTrainsOnAndTheNextHasTheNewNames() {
    String namespace = "upgrade";
    List<HasMetadata> former = leaveRunning(namespace);
    try (KubernetesClient its = server.client();
        FakeNodes nodes = new FakeNodes(client, namespace);
        RunningOperator operator = operator(namespace, its)) {
      assertThat(operator.port()).isPositive();
      await("two pods of the former attempt", () -> pods(namespace) == 2);
      stays("the former attempt trains on", namespace, s -> s.attempt().number() == 1);
      assertThat(status(namespace))
          .returns(Phase.RUNNING, ExperimentStatus::phase)
          .returns("tiny-a1", s -> s.attempt().job())
          .returns(1, s -> s.budget().failures())
          .returns(2, s -> s.budget().disruptions());
      assertThat(status(namespace).conditions())
          .filteredOn(c -> c.type().equals("Degraded"))
          .allSatisfy(c -> assertThat(c.status()).isNotEqualTo("True"));
      assertThat(names(namespace)).containsExactlyInAnyOrderElementsOf(named(former));

      TinyExperiment.patch(
          client, namespace, "tiny", "{\"spec\": {\"workers\": {\"replicas\": 3}}}");
      await(
          "attempt 2 to run",
          () ->
              status(namespace).attempt().number() == 2
                  && status(namespace).phase() == Phase.RUNNING);
      assertThat(status(namespace).attempts())
          .singleElement()
          .returns("SpecChanged", a -> a.endedBy())
          .returns("Planned", a -> a.charge());
      assertThat(status(namespace).budget().failures()).isEqualTo(1);
      assertThat(status(namespace).budget().disruptions()).isEqualTo(2);
      String mark = uid(namespace).substring(0, 8);
      assertThat(names(namespace))
          .contains("Job tiny-" + mark + "-a2", "Lease tiny." + mark, "Service tiny-" + mark);
      assertThat(nodes.violations()).isEmpty();
      // They go with the experiment, and nothing of them is written meanwhile.
      assertThat(named(former)).isSubsetOf(names(namespace));
      for (HasMetadata object : former) {
        assertThat(client.resource(object).get().getMetadata().getOwnerReferences())
            .singleElement()
            .returns(uid(namespace), reference -> reference.getUid());
      }
    }
  }

  @Test
  void anAttemptOfTheFormerOperatorIsSuspendedWithItsState() {
    String namespace = "upgrade-suspend";
    leaveRunning(namespace);
    try (KubernetesClient its = server.client();
        FakeNodes nodes = new FakeNodes(client, namespace);
        RunningOperator operator = operator(namespace, its)) {
      assertThat(operator.port()).isPositive();
      await("two pods of the former attempt", () -> pods(namespace) == 2);
      TinyExperiment.patch(client, namespace, "tiny", "{\"spec\": {\"suspend\": true}}");
      await("suspension", () -> status(namespace).phase() == Phase.SUSPENDED);
      await("its Job to be gone", () -> jobs(namespace).isEmpty());
      assertThat(status(namespace).checkpoint().step()).isEqualTo(100);
      TinyExperiment.patch(client, namespace, "tiny", "{\"spec\": {\"suspend\": false}}");
      await(
          "attempt 2 to run",
          () ->
              status(namespace).attempt().number() == 2
                  && status(namespace).phase() == Phase.RUNNING);
      assertThat(nodes.violations()).isEmpty();
    }
  }

  @Test
  void somebodyElsesObjectsWithTheFormerNamesAreLeftAlone() {
    String namespace = "upgrade-foreign";
    List<HasMetadata> former = leaveRunning(namespace);
    HasMetadata lease = only(former, "Lease");
    client.resource(lease).delete();
    lease.getMetadata().setOwnerReferences(List.of());
    lease.getMetadata().setResourceVersion(null);
    lease.getMetadata().setUid(null);
    HasMetadata theirs = client.resource(lease).create();
    try (KubernetesClient its = server.client();
        FakeNodes nodes = new FakeNodes(client, namespace);
        RunningOperator operator = operator(namespace, its)) {
      assertThat(operator.port()).isPositive();
      await("two pods of the former attempt", () -> pods(namespace) == 2);
      TinyExperiment.patch(
          client, namespace, "tiny", "{\"spec\": {\"workers\": {\"replicas\": 3}}}");
      await(
          "the name in use to be told",
          () ->
              status(namespace).conditions().stream()
                  .anyMatch(c -> "NameInUse".equals(c.reason())));
      assertThat(client.resource(theirs).get().getMetadata())
          .returns(List.of(), m -> m.getOwnerReferences())
          .returns(
              theirs.getMetadata().getAnnotations().get("byol.dev/control"),
              m -> m.getAnnotations().get("byol.dev/control"));
      assertThat(nodes.violations()).isEmpty();
    }
  }

  /** The experiment as the former operator leaves it: training, with all that it had made. */
  private static List<HasMetadata> leaveRunning(String namespace) {
    RealApiServer.namespace(client, namespace);
    client.resource(TinyExperiment.resource(namespace, "tiny")).create();
    List<HasMetadata> former = new ArrayList<>();
    for (HasMetadata object : load(namespace)) {
      former.add(client.resource(object).create());
    }
    Job job = (Job) only(former, "Job");
    String now = java.time.Instant.now().minusSeconds(600).toString();
    client
        .resources(ExperimentResource.class)
        .inNamespace(namespace)
        .withName("tiny")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            STATUS.formatted(
                job.getMetadata().getUid(),
                only(former, "ConfigMap").getMetadata().getName(),
                now,
                now,
                now));
    return former;
  }

  private static List<HasMetadata> load(String namespace) {
    try (InputStream file = UpgradeIT.class.getResourceAsStream("/upgrade/ce339ab.yaml")) {
      String yaml =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .replace("namespace: \"upgrade\"", "namespace: \"" + namespace + "\"")
              .replace("00000000-0000-4000-8000-000000000000", uid(namespace));
      return client
          .load(new java.io.ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
          .items();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static HasMetadata only(List<HasMetadata> objects, String kind) {
    return objects.stream().filter(o -> o.getKind().equals(kind)).findFirst().orElseThrow();
  }

  private static void stays(String what, String namespace, Predicate<ExperimentStatus> holds) {
    long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
    await(
        what,
        () -> {
          assertThat(holds.test(status(namespace))).as(what).isTrue();
          return System.nanoTime() > end;
        });
  }

  private static List<String> named(List<HasMetadata> objects) {
    return objects.stream().map(o -> o.getKind() + " " + o.getMetadata().getName()).toList();
  }

  /** All that has the operator's label, but events and pods. */
  private static List<String> names(String namespace) {
    List<HasMetadata> all = new ArrayList<>();
    all.addAll(jobs(namespace));
    all.addAll(client.leases().inNamespace(namespace).list().getItems());
    all.addAll(client.services().inNamespace(namespace).list().getItems());
    all.addAll(client.serviceAccounts().inNamespace(namespace).list().getItems());
    all.addAll(client.configMaps().inNamespace(namespace).list().getItems());
    all.addAll(client.rbac().roles().inNamespace(namespace).list().getItems());
    all.addAll(client.rbac().roleBindings().inNamespace(namespace).list().getItems());
    all.addAll(client.network().networkPolicies().inNamespace(namespace).list().getItems());
    all.removeIf(
        object ->
            object.getMetadata().getLabels() == null
                || !"byol-operator"
                    .equals(object.getMetadata().getLabels().get("app.kubernetes.io/managed-by")));
    return named(all);
  }

  private static int pods(String namespace) {
    return client.pods().inNamespace(namespace).list().getItems().size();
  }

  private static List<Job> jobs(String namespace) {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems();
  }

  private static ExperimentStatus status(String namespace) {
    return experiment(namespace).getStatus();
  }

  private static String uid(String namespace) {
    return experiment(namespace).getMetadata().getUid();
  }

  private static ExperimentResource experiment(String namespace) {
    return client.resources(ExperimentResource.class).inNamespace(namespace).withName("tiny").get();
  }

  private static RunningOperator operator(String namespace, KubernetesClient itsClient) {
    return RunningOperator.start(
        new OperatorSettings(
            Set.of(namespace),
            Optional.of("trainer:1"),
            0,
            Optional.empty(),
            Optional.of(NetworkIsolation.USUAL),
            1,
            Policy.byDefault(),
            OptionalLong.of(65532),
            30),
        itsClient);
  }
}
