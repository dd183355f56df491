package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.byol.operator.observe.PodEvents.Reader;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodEventsTest {
  private static final String BEFORE = "2026-01-01T00:00:00Z";
  private static final String LATER = "2026-01-01T00:02:00Z";

  private static final Clock CLOCK = Clock.fixed(Instant.parse(BEFORE), ZoneOffset.UTC);
  private static final JobView JOB =
      new JobView(
          "photos-a1",
          "job-1",
          1,
          "config",
          "lease",
          JobView.Outcome.ACTIVE,
          "",
          JobView.Admission.ADMITTED,
          Instant.parse(BEFORE));

  @Test
  void aVolumeThatCannotBeMountedIsTheTrouble() {
    assertThat(
            newest(
                event("Normal", "Scheduled", BEFORE, "on node-1"),
                event("Warning", "FailedMount", BEFORE, "secret \"keys\" not found")))
        .contains("FailedMount: secret \"keys\" not found");
  }

  @Test
  void whatWasOvercomeIsNoTrouble() {
    assertThat(
            newest(
                event("Warning", "FailedAttachVolume", BEFORE, "Multi-Attach error"),
                event("Normal", "Pulling", LATER, "pulling the image")))
        .isEmpty();
  }

  @Test
  void warningsThatHoldNothingUpArePassedOver() {
    assertThat(
            newest(
                event("Warning", "FailedMount", BEFORE, "no such device"),
                event("Warning", "DNSConfigForming", LATER, "too many names")))
        .contains("FailedMount: no such device");
  }

  @Test
  void nothingIsKnownWithoutEvents() {
    assertThat(newest()).isEmpty();
  }

  @Test
  void eventsThatCannotBeReadAreNoReasonToFailAndAreNotReadAnewAtOnce() throws IOException {
    var requests = new AtomicInteger();
    HttpServer broken = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    broken.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    broken.start();
    try (KubernetesClient client = client(broken.getAddress().getPort())) {
      PodEvents events = PodEvents.of(client, CLOCK);
      PodRefusals refusals = PodRefusals.fromEvents(client, CLOCK);
      for (int i = 0; i < 3; i++) {
        assertThat(events.trouble("vision", "photos-a1-0", Duration.ofSeconds(20))).isEmpty();
        assertThat(refusals.of("vision", JOB)).isEmpty();
      }
      assertThat(requests).hasValue(2);
    } finally {
      broken.stop(0);
    }
  }

  private static KubernetesClient client(int port) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:" + port)
                .withRequestRetryBackoffLimit(0)
                .build())
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  @Test
  void whatWasKnownHoldsWhileEventsCannotBeRead() {
    var answers = new EventCache(CLOCK);
    String trouble = "FailedMount: no such device";
    answers.of("pod", Duration.ZERO, "read events", () -> Optional.of(trouble));
    Optional<String> held =
        answers.of(
            "pod",
            Duration.ZERO,
            "read events",
            () -> {
              throw new KubernetesClientException("etcdserver: request timed out");
            });
    assertThat(held).contains(trouble);
  }

  private static Optional<String> newest(Event... events) {
    return Reader.newest(Stream.of(events));
  }

  private static Event event(String type, String reason, String at, String message) {
    return new EventBuilder()
        .withNewMetadata()
        .withCreationTimestamp(BEFORE)
        .endMetadata()
        .withType(type)
        .withReason(reason)
        .withLastTimestamp(at)
        .withMessage(message)
        .build();
  }
}
