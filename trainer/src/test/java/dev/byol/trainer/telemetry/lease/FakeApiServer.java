package dev.byol.trainer.telemetry.lease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.byol.api.channel.Control;
import dev.byol.api.channel.LeaseAnnotations;
import dev.byol.api.channel.Progress;
import dev.byol.api.channel.WorkerWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An API server on loopback that knows one Lease: it keeps the patches and answers the control. */
public final class FakeApiServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A patch as it came in. */
  public record Patch(String uri, String token, String contentType, JsonNode body) {
    /** What it tells that a worker waits for, empty if nothing. */
    public Optional<WorkerWait> waiting() {
      return Optional.of(body.path("metadata").path("annotations").path(LeaseAnnotations.WAIT))
          .filter(told -> !told.isMissingNode())
          .map(told -> WorkerWait.parse(told.asText()));
    }

    /** Whether it is a patch of those who wait. */
    public boolean isOfWaiters() {
      return uri.contains("fieldManager=" + LeaseAnnotations.WAIT_FIELD_MANAGER);
    }

    /** The progress that it tells. */
    public Progress progress() {
      return Progress.parse(
          body.path("metadata").path("annotations").path(LeaseAnnotations.PROGRESS).asText());
    }
  }

  private final HttpServer server;
  private final Path account;
  private final BlockingQueue<Patch> patches = new LinkedBlockingQueue<>();
  private volatile String control;
  private volatile String wait;
  private volatile int status = 200;

  /**
   * @param account folder in which the service account's files are made
   */
  public FakeApiServer(Path account) throws IOException {
    this(account, 0);
  }

  private FakeApiServer(Path account, int port) throws IOException {
    this.account = account;
    Files.createDirectories(account);
    token("first");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** A pod's service account at this server. */
  public ServiceAccount account() {
    return new ServiceAccount(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), account);
  }

  /** What the Lease says from now on. */
  public void control(Control wanted) {
    control = wanted.json();
  }

  /** What the Lease says from now on, whatever it is. */
  public void controlText(String text) {
    control = text;
  }

  /** What the Lease says that a worker waits for; {@code null}: nothing. */
  public void waits(WorkerWait told) {
    wait = told == null ? null : told.json();
  }

  /** Answers every request with this status from now on. */
  public void status(int wanted) {
    status = wanted;
  }

  /** Replaces the token, as the kubelet does. */
  public void token(String token) throws IOException {
    Files.writeString(account.resolve("token"), token + "\n");
  }

  /** The same server again after {@link #close}: on the same port. */
  public FakeApiServer again() throws IOException {
    return new FakeApiServer(account, server.getAddress().getPort());
  }

  /** The next patch that fits; those before it are dropped. Fails after 20 s. */
  public Patch await(Predicate<Patch> fits) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      Patch patch = patches.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (patch == null) {
        throw new AssertionError("no such patch came within 20 s");
      }
      if (fits.test(patch)) {
        return patch;
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean reads = exchange.getRequestMethod().equals("GET");
      String body = reads ? "{}" : sent;
      patches.add(
          new Patch(
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              JSON.readTree(body)));
      byte[] answer = (status == 200 ? lease(body) : refusal()).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  /** What was patched, with the operator's annotation beside the worker's. */
  private String lease(String patch) {
    try {
      ObjectNode lease = (ObjectNode) JSON.readTree(patch);
      if (wait != null && !lease.at("/metadata/annotations").has(LeaseAnnotations.WAIT)) {
        lease
            .withObjectProperty("metadata")
            .withObjectProperty("annotations")
            .put(LeaseAnnotations.WAIT, wait);
      }
      if (control != null) {
        lease
            .withObjectProperty("metadata")
            .withObjectProperty("annotations")
            .put(LeaseAnnotations.CONTROL, control);
      }
      return JSON.writeValueAsString(lease);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String refusal() {
    return "{\"kind\":\"Status\",\"message\":\"leases photos is not for you\",\"code\":%d}"
        .formatted(status);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
