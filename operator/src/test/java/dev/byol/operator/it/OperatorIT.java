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
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OperatorIT {
  private static RealApiServer server;
  private static KubernetesClient client;

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
      awaitQuiet(counter);
      int writes = counter.writes();
      double passes = passes(operator);
      // Any edit of its Job wakes the operator; of the experiment itself, only one of the spec.
      client
          .resource(jobs("story").get(0))
          .edit(
              job -> {
                job.getMetadata().getAnnotations().put("byol.dev/touched", "to wake the operator");
                return job;
              });
      await("a pass after the touch", () -> passes(operator) > passes);
      assertThat(counter.writes()).isEqualTo(writes);
      assertThat(get(operator, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(operator, "/metrics").body())
          .contains("byol_experiments{phase=\"Suspended\"} 1.0");
    }
  }

  @Test
  void whatAQuotaRefusesDoesNotKeepWhatUsesItUpFromBeingDeleted() {
    String namespace = "quota";
    RealApiServer.namespace(client, namespace);
    Map<String, Quantity> oneJob = Map.of("count/jobs.batch", new Quantity("1"));
    client
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("one-job")
                .endMetadata()
                .withNewSpec()
                .withHard(oneJob)
                .endSpec()
                .build())
        .create();
    quotaIsFree(namespace);
    try (KubernetesClient its = server.client();
        RunningOperator operator = operator(namespace, its);
        FakeNodes nodes = new FakeNodes(client, namespace)) {
      assertThat(operator.port()).isPositive();
      var experiment = TinyExperiment.resource(namespace, "tiny");
      client.resource(experiment).create();
      TinyExperiment.patch(
          client, namespace, "tiny", "{\"spec\": {\"lifecycle\": {\"keepFailedAttempts\": 0}}}");
      await("attempt 1 to run", () -> runs(experiment(namespace).getStatus(), 1));
      TinyExperiment.patch(
          client, namespace, "tiny", "{\"spec\": {\"workers\": {\"replicas\": 3}}}");
      await("attempt 1 to be deleted", () -> jobs(namespace).isEmpty());
      quotaIsFree(namespace);
      await("attempt 2 to run", () -> runs(experiment(namespace).getStatus(), 2));
      assertThat(nodes.violations()).isEmpty();
    }
  }

  /** Plays the quota controller, which alone notices that a Job is gone. */
  private static void quotaIsFree(String namespace) {
    client
        .resourceQuotas()
        .inNamespace(namespace)
        .withName("one-job")
        .editStatus(
            quota ->
                new ResourceQuotaBuilder(quota)
                    .withNewStatus()
                    .withHard(quota.getSpec().getHard())
                    .withUsed(Map.of("count/jobs.batch", new Quantity("0")))
                    .endStatus()
                    .build());
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

  private static void tellStory(String namespace) {
    tellStory(namespace, new Guillotine(0));
  }

  /** Create, train, edit to three workers, train, suspend; taken up wherever it was interrupted. */
  private static void tellStory(String namespace, Guillotine guillotine) {
    if (experiment(namespace) == null) {
      client.resource(TinyExperiment.resource(namespace, "tiny")).create();
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
                    .noneMatch(job -> job.getMetadata().getName().endsWith("-a2")));
  }

  private static void patchUnlessDead(String namespace, Guillotine guillotine, String patch) {
    if (!guillotine.hasFallen()) {
      TinyExperiment.patch(client, namespace, "tiny", patch);
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

  private static void awaitQuiet(Guillotine counter) {
    AtomicInteger last = new AtomicInteger(-1);
    await(
        "two seconds without a write",
        Duration.ofSeconds(2),
        RealApiServer.PATIENCE,
        () -> {
          int writes = counter.writes();
          return last.getAndSet(writes) == writes;
        });
  }

  /** Passes that the operator has finished. */
  private static double passes(RunningOperator operator) {
    Matcher count =
        Pattern.compile("(?m)^operator_sdk_reconciliations_success_total\\S* (\\S+)$")
            .matcher(get(operator, "/metrics").body());
    assertThat(count.find()).isTrue();
    return Double.parseDouble(count.group(1));
  }

  private static HttpResponse<String> get(RunningOperator operator, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + operator.port() + path))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
