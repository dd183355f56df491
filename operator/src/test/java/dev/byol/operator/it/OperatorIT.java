package dev.byol.operator.it;

import static dev.byol.operator.it.RealApiServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.status.ExperimentStatus;
import dev.byol.api.status.Phase;
import dev.byol.operator.OperatorSettings;
import dev.byol.operator.RunningOperator;
import dev.byol.operator.model.Surroundings.Isolation;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorIT {
  private static RealApiServer server;
  private static KubernetesClient client;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    server = RealApiServer.get();
    client = server.client();
  }

  @Test
  void anExperimentIsRunEditedAndSuspendedAndThenNothingIsWritten() throws Exception {
    RealApiServer.namespace(client, "story");
    var counter = new Guillotine(0);
    try (KubernetesClient counted = server.client(counter);
        RunningOperator operator = operator("story", counted);
        FakeNodes nodes = new FakeNodes(client, "story")) {
      tellStory("story");
      assertThat(nodes.violations()).isEmpty();
      TimeUnit.SECONDS.sleep(2);
      int writes = counter.writes();
      client
          .resources(ExperimentResource.class)
          .inNamespace("story")
          .withName("tiny")
          .edit(
              r -> {
                r.getMetadata().getAnnotations().put("touched", "to wake the operator");
                return r;
              });
      TimeUnit.SECONDS.sleep(3);
      assertThat(counter.writes()).isEqualTo(writes);
      assertThat(get(operator, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(operator, "/metrics").body())
          .contains("byol_experiments{phase=\"Suspended\"} 1.0");
    }
  }

  @Test
  void anOperatorKilledAtAnyWriteIsReplacedWithoutHarm() throws Exception {
    for (int fatal = 1; ; fatal++) {
      String namespace = "crash-" + fatal;
      RealApiServer.namespace(client, namespace);
      var guillotine = new Guillotine(fatal);
      try (FakeNodes nodes = new FakeNodes(client, namespace)) {
        try (KubernetesClient mortal = server.client(guillotine);
            RunningOperator first = operator(namespace, mortal)) {
          assertThat(first.port()).isPositive();
          tellStory(namespace, guillotine);
        }
        if (!guillotine.hasFallen()) {
          assertThat(fatal).as("writes of the whole story").isGreaterThan(15);
          return;
        }
        try (KubernetesClient healthy = server.client();
            RunningOperator second = operator(namespace, healthy)) {
          assertThat(second.port()).isPositive();
          tellStory(namespace);
        }
        assertThat(nodes.violations()).as("killed at write " + fatal).isEmpty();
        assertThat(experiment(namespace).getStatus().attempt().number())
            .as("killed at write " + fatal)
            .isEqualTo(2);
      }
    }
  }

  @Test
  void twoHundredExperimentsAtOnceFitIntoASmallHeap() throws Exception {
    RealApiServer.namespace(client, "many");
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.byol.operator.Main");
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("BYOL_WATCH_NAMESPACES", "many");
    builder.environment().put("BYOL_TRAINER_IMAGE", "trainer:1");
    builder.environment().put("BYOL_METRICS_PORT", "0");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    Process operator = builder.start();
    try {
      for (int i = 0; i < 200; i++) {
        client.resource(resource("many", "e" + i)).create();
      }
      long applied = System.nanoTime();
      await(
          "200 Jobs",
          Duration.ofMillis(500),
          () -> client.batch().v1().jobs().inNamespace("many").list().getItems().size() == 200);
      System.out.println(
          "200 Jobs within "
              + Duration.ofNanos(System.nanoTime() - applied).toMillis()
              + " ms of the last experiment");
      assertThat(operator.isAlive()).isTrue();
      assertThat(Files.readString(folder.resolve("log"))).doesNotContain("OutOfMemory");
    } finally {
      operator.destroy();
      operator.waitFor(20, TimeUnit.SECONDS);
    }
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
    client.resource(resource("default", name)).create();
    if (refusal == null) {
      patch("default", name, "{\"spec\": " + patch + "}");
    } else {
      assertThatThrownBy(() -> patch("default", name, "{\"spec\": " + patch + "}"))
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
    client.resource(resource("default", name)).create();
    patch("default", name, "{\"spec\": {\"seed\": 3}}");
    client
        .resources(ExperimentResource.class)
        .inNamespace("default")
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\": {\"checkpoint\": {\"step\": 1, \"uri\": \"u\"}}}");
    assertThatThrownBy(() -> patch("default", name, "{\"spec\": " + patch + "}"))
        .hasMessageContaining("spec." + field + " cannot change once there is a checkpoint");
    patch("default", name, "{\"spec\": {\"training\": {\"maxSteps\": 400}}}");
  }

  @Test
  void longNamesAreRefused() {
    assertThatThrownBy(() -> client.resource(resource("default", "x".repeat(41))).create())
        .hasMessageContaining("1 to 40 lower case letters");
  }

  @Test
  void kubectlScaleSetsTheWorkers() {
    client.resource(resource("default", "scaled")).create();
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

  private static void tellStory(String namespace) {
    tellStory(namespace, new Guillotine(0));
  }

  /** Create, train, edit to three workers, train, suspend; taken up wherever it was interrupted. */
  private static void tellStory(String namespace, Guillotine guillotine) {
    if (experiment(namespace) == null) {
      client.resource(resource(namespace, "tiny")).create();
    }
    reach(namespace, guillotine, "attempt 1 to run", status -> runs(status, 1));
    patchUnlessDead(namespace, guillotine, "{\"spec\": {\"workers\": {\"replicas\": 3}}}");
    reach(namespace, guillotine, "attempt 2 to run", status -> runs(status, 2));
    patchUnlessDead(namespace, guillotine, "{\"spec\": {\"suspend\": true}}");
    reach(
        namespace,
        guillotine,
        "suspension",
        status ->
            status.phase() == Phase.SUSPENDED
                && jobs(namespace).stream()
                    .noneMatch(job -> job.getMetadata().getName().equals("tiny-a2")));
  }

  private static void patchUnlessDead(String namespace, Guillotine guillotine, String patch) {
    if (!guillotine.hasFallen()) {
      patch(namespace, "tiny", patch);
    }
  }

  private static void reach(
      String namespace, Guillotine guillotine, String what, Predicate<ExperimentStatus> holds) {
    await(
        what + " in " + namespace,
        () -> {
          if (guillotine.hasFallen()) {
            return true;
          }
          ExperimentStatus status = experiment(namespace).getStatus();
          return status != null && holds.test(status);
        });
  }

  private static boolean runs(ExperimentStatus status, long attempt) {
    return status.attempt() != null
        && (status.attempt().number() > attempt
            || status.attempt().number() == attempt
                && (status.phase() == Phase.RUNNING
                    || status.phase() == Phase.STOPPING
                    || status.phase() == Phase.SUSPENDED));
  }

  private static List<Job> jobs(String namespace) {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems();
  }

  private static ExperimentResource experiment(String namespace) {
    return client.resources(ExperimentResource.class).inNamespace(namespace).withName("tiny").get();
  }

  private static void patch(String namespace, String name, String patch) {
    client
        .resources(ExperimentResource.class)
        .inNamespace(namespace)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private static RunningOperator operator(String namespace, KubernetesClient itsClient) {
    return RunningOperator.start(
        new OperatorSettings(
            Set.of(namespace), Optional.of("trainer:1"), 0, Optional.empty(), Isolation.ON, 1),
        itsClient);
  }

  private static HttpResponse<String> get(RunningOperator operator, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + operator.port() + path))
                .timeout(Duration.ofSeconds(20))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static GenericKubernetesResource resource(String namespace, String name) {
    return Serialization.unmarshal(
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: %s, namespace: %s, annotations: {}}
        spec:
          training: {globalBatch: 64, maxSteps: 300}
          network: {encoder: TinyResNet}
          learningRate: {base: 1.0}
          data: {uri: /data/train.tar}
          checkpoint: {uri: /data/runs}
          workers:
            replicas: 2
            volumes: [{name: data, mountPath: /data, claimName: pictures}]
        """
            .formatted(name, namespace),
        GenericKubernetesResource.class);
  }
}
