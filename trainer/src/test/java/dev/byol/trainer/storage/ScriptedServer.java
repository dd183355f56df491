package dev.byol.trainer.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An HTTP server on loopback that answers as a script says and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {
  /**
   * What came in.
   *
   * @param headers by lower-case name, the first value of each
   */
  public record Request(String method, URI uri, Map<String, String> headers) {
    /** The value of a parameter; empty if there is none. */
    public String parameter(String name) {
      String query = uri.getQuery() == null ? "" : uri.getQuery();
      return List.of(query.split("&")).stream()
          .filter(pair -> pair.startsWith(name + "="))
          .map(pair -> pair.substring(name.length() + 1))
          .findFirst()
          .orElse("");
    }
  }

  /** What goes out. */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** XML without headers. */
    public static Answer xml(int status, String body) {
      return new Answer(status, Map.of("Content-Type", "application/xml"), body);
    }

    /** An error as stores write it. */
    public static Answer error(int status, String code) {
      return xml(
          status, "<Error><Code>%s</Code><Message>scripted</Message></Error>".formatted(code));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Function<Request, Answer> script;

  /** Listens from now on. */
  public ScriptedServer(Function<Request, Answer> script) throws IOException {
    this.script = script;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Map<String, String> headers =
          exchange.getRequestHeaders().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      entry -> entry.getKey().toLowerCase(Locale.ROOT),
                      entry -> entry.getValue().get(0)));
      Request request = new Request(exchange.getRequestMethod(), exchange.getRequestURI(), headers);
      requests.add(request);
      Answer answer = script.apply(request);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** All of them, in the order in which they came. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
