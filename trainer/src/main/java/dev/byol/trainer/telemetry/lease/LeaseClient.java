package dev.byol.trainer.telemetry.lease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.channel.Control;
import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.WorkerWait;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;

/**
 * One worker's requests to its experiment's Lease: a patch that renews it and tells the progress,
 * whose answer carries the operator's control. For one thread.
 */
final class LeaseClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The form of Kubernetes' MicroTime. */
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final int MESSAGE_CHARACTERS = 300;

  private final ServiceAccount account;
  private final LeaseAddress lease;
  private final String holder;
  private final Duration longestAnswer;
  private final Clock clock;
  private byte[] trusted = {};
  private HttpClient client;

  /**
   * @param holder who renews: pod and attempt
   * @param longestAnswer bound of one request
   */
  LeaseClient(
      ServiceAccount account,
      LeaseAddress lease,
      String holder,
      Duration longestAnswer,
      Clock clock) {
    this.account = account;
    this.lease = lease;
    this.holder = holder;
    this.longestAnswer = longestAnswer;
    this.clock = clock;
  }

  /**
   * Renews the Lease.
   *
   * @return what the operator wants; empty when it has not said anything yet
   * @throws IOException when there is no answer, or one that is of no use; the message is a
   *     sentence without its full stop
   */
  Optional<Control> renew(Progress progress) throws IOException, InterruptedException {
    return control(patch(LeaseAnnotations.WORKER_FIELD_MANAGER, body(progress, clock.instant())));
  }

  /**
   * What another rank than 0 waits for, as the Lease says; empty if it says nothing.
   *
   * @throws IOException as of {@link #renew}
   */
  Optional<WorkerWait> waiting() throws IOException, InterruptedException {
    String body = accepted(request(lease.path()).GET().build(), "a look at");
    JsonNode told =
        JSON.readTree(body).path("metadata").path("annotations").path(LeaseAnnotations.WAIT);
    try {
      return told.isMissingNode() ? Optional.empty() : Optional.of(WorkerWait.parse(told.asText()));
    } catch (IllegalArgumentException e) {
      // Of another version: ours is written over it.
      return Optional.empty();
    }
  }

  /**
   * Tells what this worker waits for, or that nobody does.
   *
   * @throws IOException as of {@link #renew}
   */
  void tell(Optional<WorkerWait> wait) throws IOException, InterruptedException {
    ObjectNode patch = patch();
    ObjectNode annotations = patch.withObjectProperty("metadata").putObject("annotations");
    wait.ifPresent(it -> annotations.put(LeaseAnnotations.WAIT, it.json()));
    patch(LeaseAnnotations.WAIT_FIELD_MANAGER, JSON.writeValueAsString(patch));
  }

  private String patch(String manager, String body) throws IOException, InterruptedException {
    HttpRequest request =
        request(lease.path() + "?fieldManager=" + manager + "&force=true")
            .header("Content-Type", "application/apply-patch+yaml")
            .method("PATCH", BodyPublishers.ofString(body))
            .build();
    return accepted(request, "the renewal of");
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(account.server().resolve(path))
        .timeout(longestAnswer)
        .header("Authorization", "Bearer " + account.token())
        .header("Accept", "application/json");
  }

  private String accepted(HttpRequest request, String what)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = answer(request);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "the API server answered %d to %s the Lease %s: %s"
              .formatted(answer.statusCode(), what, lease, reason(answer.body())));
    }
    return answer.body();
  }

  private HttpResponse<String> answer(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client().send(request, BodyHandlers.ofString());
    } catch (ConnectException e) {
      // Its own message is often empty.
      throw new IOException("the API server at " + account.server() + " cannot be reached", e);
    }
  }

  /** Made anew when the authorities change, which happens once in years. */
  private HttpClient client() throws IOException {
    byte[] authorities = account.authorities();
    if (client == null || !Arrays.equals(authorities, trusted)) {
      client = account.client(authorities);
      trusted = authorities;
    }
    return client;
  }

  private String body(Progress progress, Instant now) throws IOException {
    ObjectNode patch = patch();
    patch
        .withObjectProperty("metadata")
        .putObject("annotations")
        .put(LeaseAnnotations.PROGRESS, progress.json());
    ObjectNode spec = patch.putObject("spec");
    spec.put("holderIdentity", holder);
    spec.put("renewTime", MICRO_TIME.format(now));
    return JSON.writeValueAsString(patch);
  }

  private ObjectNode patch() {
    ObjectNode patch = JSON.createObjectNode();
    patch.put("apiVersion", "coordination.k8s.io/v1");
    patch.put("kind", "Lease");
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("name", lease.name());
    metadata.put("namespace", lease.namespace());
    return patch;
  }

  private static Optional<Control> control(String body) throws IOException {
    JsonNode control =
        JSON.readTree(body).path("metadata").path("annotations").path(LeaseAnnotations.CONTROL);
    if (control.isMissingNode()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Control.parse(control.asText()));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "the annotation " + LeaseAnnotations.CONTROL + " of the Lease is " + e.getMessage(), e);
    }
  }

  /** The API server's own words, if it is one that answers. */
  private static String reason(String body) {
    String text = body;
    try {
      text = JSON.readTree(body).path("message").asText(body);
    } catch (IOException e) {
      // Somebody in between answers in another form; what it says is shown as it is.
    }
    return text.length() <= MESSAGE_CHARACTERS ? text : text.substring(0, MESSAGE_CHARACTERS);
  }
}
