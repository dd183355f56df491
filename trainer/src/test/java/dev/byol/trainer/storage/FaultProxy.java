package dev.byol.trainer.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;

/**
 * A TCP proxy on loopback that does to connections what networks and stores do on a bad day. A
 * fault is set for the connections to come; those that are open are cut, so that it bites at once.
 */
public final class FaultProxy implements AutoCloseable {
  /** What happens to a connection. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** Every answer comes later by {@code amount} milliseconds. */
    LATENCY,
    /** The connection is reset after {@code amount} bytes of requests. */
    RESET_REQUEST,
    /** The connection is reset after {@code amount} bytes of answers. */
    RESET_ANSWER,
    /** The connection ends, politely, after {@code amount} bytes of answers. */
    TRUNCATE_ANSWER,
    /** The request is answered with HTTP status {@code amount}. */
    STATUS,
    /** The request is refused as stores refuse, see {@link FaultProxy#refuse}. */
    REFUSAL,
    /** Answers come at {@code amount} bytes a millisecond. */
    SLOW,
    /** Connections are refused. */
    DOWN
  }

  private record Setting(Fault fault, long amount) {}

  private final URI target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Setting now = new Setting(Fault.NONE, 0);
  private volatile String refusal = "";
  private volatile int connectionsLeft;
  private volatile Budget budget = new Budget(Long.MAX_VALUE, () -> {});

  /** Bytes of requests that still pass, of all connections together, and what happens then. */
  private static final class Budget {
    private final Runnable spent;
    private long left;

    Budget(long left, Runnable spent) {
      this.left = left;
      this.spent = spent;
    }

    synchronized int take(int count) {
      int taken = (int) Math.min(count, left);
      left -= taken;
      return taken;
    }
  }

  /** A proxy to {@code target}, without faults at first. */
  public FaultProxy(URI target) throws IOException {
    this.target = target;
    this.server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread thread = new Thread(this::accept, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** What a client connects to. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The next {@code connections} connections suffer this; those that are open are cut. */
  public void inject(Fault fault, long amount, int connections) {
    connectionsLeft = connections;
    now = new Setting(fault, amount);
    open.forEach(FaultProxy::reset);
  }

  /**
   * From now on every request is refused with a status and a code, as by a store whose credentials
   * have expired.
   */
  public void refuse(int status, String code, String message) {
    refusal = "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message);
    inject(Fault.REFUSAL, status, Integer.MAX_VALUE);
  }

  /**
   * When so many more bytes of requests have passed, on whatever connections, {@code then} is run
   * and no further byte passes.
   */
  public void afterRequestBytes(long bytes, Runnable then) {
    budget = new Budget(bytes, then);
  }

  /** From now on all is well. */
  public void heal() {
    now = new Setting(Fault.NONE, 0);
    budget = new Budget(Long.MAX_VALUE, () -> {});
  }

  private synchronized Setting next() {
    if (now.fault() != Fault.NONE && connectionsLeft-- <= 0) {
      now = new Setting(Fault.NONE, 0);
    }
    return now;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Setting setting = next();
        if (setting.fault() == Fault.DOWN) {
          reset(client);
        } else {
          start(() -> serve(client, setting));
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client, Setting setting) {
    open.add(client);
    try (client;
        Socket store = new Socket(target.getHost(), target.getPort())) {
      open.add(store);
      client.setTcpNoDelay(true);
      store.setTcpNoDelay(true);
      if (setting.fault() == Fault.STATUS) {
        refuse(client, setting.amount(), "");
        return;
      }
      if (setting.fault() == Fault.REFUSAL) {
        refuse(client, setting.amount(), refusal);
        return;
      }
      start(
          () ->
              pump(
                  client,
                  store,
                  setting.fault() == Fault.RESET_REQUEST ? setting : new Setting(Fault.NONE, 0),
                  this::withinBudget));
      pump(
          store,
          client,
          setting.fault() == Fault.RESET_REQUEST ? new Setting(Fault.NONE, 0) : setting,
          count -> count);
      open.remove(store);
    } catch (IOException e) {
      reset(client);
    } finally {
      open.remove(client);
    }
  }

  /** Reads one request with its body, as far as its length is known, and refuses it. */
  private static void refuse(Socket client, long status, String body) throws IOException {
    InputStream in = client.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      head.append((char) next);
    }
    long length = 0;
    for (String line : head.toString().split("\r\n")) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Long.parseLong(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    client
        .getOutputStream()
        .write(
            "HTTP/1.1 %d Injected\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, body.length(), head.indexOf("HEAD ") == 0 ? "" : body)
                .getBytes(StandardCharsets.US_ASCII));
  }

  private int withinBudget(int count) {
    Budget current = budget;
    int taken = current.take(count);
    if (taken < count) {
      current.spent.run();
    }
    return taken;
  }

  private static void pump(Socket from, Socket to, Setting setting, IntUnaryOperator allowed) {
    byte[] chunk = new byte[16 << 10];
    long passed = 0;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        int passing = allowed.applyAsInt(count);
        if (passing < count) {
          out.write(chunk, 0, passing);
          reset(from);
          reset(to);
          return;
        }
        long rest = setting.amount() - passed;
        boolean cuts =
            setting.fault() == Fault.RESET_REQUEST
                || setting.fault() == Fault.RESET_ANSWER
                || setting.fault() == Fault.TRUNCATE_ANSWER;
        if (setting.fault() == Fault.LATENCY) {
          Thread.sleep(setting.amount());
        } else if (setting.fault() == Fault.SLOW) {
          Thread.sleep(count / setting.amount());
        }
        out.write(chunk, 0, cuts ? (int) Math.min(count, rest) : count);
        passed += count;
        if (cuts && passed >= setting.amount()) {
          if (setting.fault() == Fault.TRUNCATE_ANSWER) {
            to.shutdownOutput();
          } else {
            reset(from);
            reset(to);
          }
          return;
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      reset(from);
      reset(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes with RST rather than FIN. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (SocketException e) {
      // Closed by the other direction already.
      return;
    } catch (IOException e) {
      return;
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "fault-proxy-connection");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(FaultProxy::reset);
  }
}
