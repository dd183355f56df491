package dev.byol.operator.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Serves {@code /healthz}, {@code /readyz} and {@code /metrics} for kubelet and Prometheus. */
public final class Endpoints implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  private Endpoints(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to serve.
   *
   * @param port port on all addresses, 0 for any that is free
   * @param healthy whether the process is worth keeping
   * @param ready whether it has started
   * @param note what else to say of readiness, empty if nothing
   * @param metrics the metrics in Prometheus' text format
   */
  public static Endpoints start(
      int port,
      BooleanSupplier healthy,
      BooleanSupplier ready,
      Supplier<String> note,
      Supplier<String> metrics) {
    try {
      var endpoints = new Endpoints(HttpServer.create(new InetSocketAddress(port), 0));
      endpoints.server.createContext("/healthz", x -> answer(x, healthy.getAsBoolean(), ""));
      endpoints.server.createContext("/readyz", x -> answer(x, ready.getAsBoolean(), note.get()));
      endpoints.server.createContext(
          "/metrics", x -> send(x, 200, "text/plain; version=0.0.4", metrics.get()));
      endpoints.server.setExecutor(endpoints.threads);
      endpoints.server.start();
      return endpoints;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot serve on port " + port + ": " + e.getMessage() + "; set BYOL_METRICS_PORT", e);
    }
  }

  /** The port that is served. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, boolean well, String note) throws IOException {
    String words = (well ? "ok\n" : "not ok\n") + (note.isEmpty() ? "" : note + "\n");
    send(exchange, well ? 200 : 503, "text/plain", words);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
