package dev.byol.operator.it;

import static dev.byol.operator.it.RealApiServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.operator.OperatorSettings;
import dev.byol.operator.RunningOperator;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator that shall watch a namespace where it has no rights, as in one that is not there. */
class MissingNamespaceIT {

  @Test
  void theOthersAreWatchedAndTheMissingOneIsNamed() throws Exception {
    RealApiServer server = RealApiServer.get();
    KubernetesClient client = server.client();
    RealApiServer.namespace(client, "present");
    try (KubernetesClient narrow = server.client(refusing("absent"));
        RunningOperator operator = RunningOperator.start(settings("present,absent"), narrow);
        FakeNodes nodes = new FakeNodes(client, "present")) {
      client.resource(TinyExperiment.resource("present", "tiny")).create();
      await(
          "a Job",
          () -> !client.batch().v1().jobs().inNamespace("present").list().getItems().isEmpty());
      HttpResponse<String> ready = get(operator, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("Namespace absent is left out until then");
      assertThat(get(operator, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(operator, "/metrics").body()).contains("byol_namespaces_missing 1.0");
      assertThat(nodes.violations()).isEmpty();
    }
  }

  @Test
  void withoutAnyItWaitsAndIsNotReady() throws Exception {
    RealApiServer server = RealApiServer.get();
    try (KubernetesClient narrow = server.client(refusing("nowhere"));
        RunningOperator operator = RunningOperator.start(settings("nowhere"), narrow)) {
      assertThat(get(operator, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(operator, "/readyz").body()).contains("Namespace nowhere is left out");
      assertThat(get(operator, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  private static OperatorSettings settings(String namespaces) {
    return OperatorSettings.from(
        Map.of(
            "BYOL_WATCH_NAMESPACES", namespaces,
            "BYOL_TRAINER_IMAGE", "trainer:1",
            "BYOL_METRICS_PORT", "0"));
  }

  /** As the API server does where there is no role. */
  private static Interceptor refusing(String namespace) {
    return new Interceptor() {
      @Override
      public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (request.uri().getPath().contains("/namespaces/" + namespace + "/")) {
          String words = "byolexperiments.byol.dev is forbidden: User \"byol\" cannot list";
          throw new KubernetesClientException(
              words,
              403,
              new StatusBuilder().withCode(403).withReason("Forbidden").withMessage(words).build());
        }
      }
    };
  }

  private static HttpResponse<String> get(RunningOperator operator, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            java.net.http.HttpRequest.newBuilder(
                    URI.create("http://localhost:" + operator.port() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
