package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.Bounds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Accepts connections while a generation forms. Each has its own short-lived thread and deadline,
 * so that a stranger who says nothing, or rubbish, delays nobody; strangers are closed and reported
 * once per host.
 */
final class Acceptor implements AutoCloseable {

  /** Decides about peers that hold the key. Called from several threads. */
  interface Admission {
    /** Reserves the slot, or says in a sentence why not. */
    Optional<String> admit(Hello hello, SocketChannel channel);

    /** The peer has been told that it is welcome; the channel is the admission's from here on. */
    void fill(Hello hello, SocketChannel channel);
  }

  /** Handshakes at a time; whoever comes beyond is closed at once, and members try again. */
  private static final int MAX_HANDSHAKES = 64;

  /** Hosts remembered as reported. */
  private static final int MAX_REPORTED = 1000;

  private final ServerSocketChannel server;
  private final SharedKey key;
  private final Bounds bounds;
  private final Admission admission;
  private final Consumer<String> warnings;
  private final Set<InetAddress> reported = ConcurrentHashMap.newKeySet();
  private final Set<SocketChannel> inHandshake = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor handshakes;
  private final Thread acceptor;
  private volatile boolean closed;

  /**
   * @param server bound; taken over
   * @param warnings gets one sentence for each host of strangers
   */
  Acceptor(
      ServerSocketChannel server,
      RendezvousSettings settings,
      Admission admission,
      Consumer<String> warnings) {
    this.server = server;
    this.key = settings.key();
    this.bounds = Bounds.of(settings.failureDetection());
    this.admission = admission;
    this.warnings = warnings;
    String name = "byol-rendezvous-gen" + settings.generation() + "-rank" + settings.rank();
    AtomicInteger number = new AtomicInteger();
    handshakes =
        new ThreadPoolExecutor(
            0,
            MAX_HANDSHAKES,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, name + "-handshake" + number.incrementAndGet()));
    acceptor = daemon(this::accept, name + "-accept");
  }

  /** Starts to accept. */
  void open() {
    acceptor.start();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    while (!closed) {
      SocketChannel channel = null;
      try {
        channel = server.accept();
        inHandshake.add(channel);
        SocketChannel accepted = channel;
        handshakes.execute(() -> receive(accepted));
      } catch (RejectedExecutionException e) {
        drop(channel);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // Such as too many open files: the members retry, and the rendezvous has its own bound.
        pause();
      }
    }
  }

  private void receive(SocketChannel channel) {
    try {
      channel.configureBlocking(true);
      Sockets.configure(channel);
      long deadline = System.nanoTime() + bounds.handshake().toNanos();
      Handshake handshake = new Handshake(new TimedChannel(channel, deadline), key);
      Hello hello = handshake.verify();
      Optional<String> refusal = admission.admit(hello, channel);
      if (refusal.isPresent()) {
        handshake.refuse(refusal.get());
        warnings.accept("refused a worker: " + refusal.get());
        drop(channel);
      } else {
        handshake.welcome();
        inHandshake.remove(channel);
        admission.fill(hello, channel);
      }
    } catch (Handshake.StrangerException e) {
      report(channel, e.getMessage());
      drop(channel);
    } catch (SocketTimeoutException e) {
      report(channel, "did not introduce itself in " + bounds.handshake().toMillis() + " ms");
      drop(channel);
    } catch (IOException e) {
      report(channel, "went away before it had introduced itself");
      drop(channel);
    } catch (RuntimeException e) {
      report(channel, "introduced itself in a way that makes no sense (" + e + ")");
      drop(channel);
    }
  }

  private void report(SocketChannel channel, String why) {
    if (closed || !(channel.socket().getRemoteSocketAddress() instanceof InetSocketAddress from)) {
      return;
    }
    if (reported.size() < MAX_REPORTED && reported.add(from.getAddress())) {
      warnings.accept(
          "refused a connection from "
              + from.getAddress().getHostAddress()
              + ", which "
              + why
              + "; further ones from there are refused without a word.");
    }
  }

  private void drop(SocketChannel channel) {
    inHandshake.remove(channel);
    Sockets.closeQuietly(channel);
  }

  private void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(bounds.firstRetry().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops accepting, ends handshakes in progress, and waits for the threads. */
  @Override
  public void close() {
    closed = true;
    Sockets.closeQuietly(server);
    handshakes.shutdown();
    inHandshake.forEach(this::drop);
    boolean interrupted = Thread.interrupted();
    try {
      TimeUnit.NANOSECONDS.timedJoin(acceptor, bounds.handshake().toNanos());
      // One that was accepted meanwhile.
      inHandshake.forEach(this::drop);
      if (!handshakes.awaitTermination(bounds.handshake().toNanos(), TimeUnit.NANOSECONDS)) {
        warnings.accept("a handshake did not end in time after its connection was closed.");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
