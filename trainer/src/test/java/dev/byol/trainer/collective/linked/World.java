package dev.byol.trainer.collective.linked;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousSettings;
import dev.byol.trainer.collective.forming.SharedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** N ranks as threads of this JVM, linked over loopback by real sockets. */
public final class World implements AutoCloseable {

  public static final SharedKey KEY =
      SharedKey.of("a key for tests, 16+".getBytes(StandardCharsets.UTF_8));

  /** What a test does on each rank. */
  public interface Part<T> {
    public T play(Collective workers) throws Exception;
  }

  /** Of a world that is not told another. */
  public static final Duration FAILURE_DETECTION = Duration.ofSeconds(20);

  /** What is pushed is known far sooner than a silent peer. */
  static final Duration SOON = Duration.ofSeconds(15);

  private static final int PATIENCE_SECONDS = 60;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Collective> ranks;

  private World(List<Collective> ranks) {
    this.ranks = ranks;
  }

  public static World of(Transport transport, int size) throws Exception {
    return of(transport, size, FAILURE_DETECTION);
  }

  public static World of(Transport transport, int size, Duration failureDetection)
      throws Exception {
    return of(Collections.nCopies(size, transport), failureDetection);
  }

  /** A rank for each of the transports. */
  public static World of(List<Transport> transports, Duration failureDetection) throws Exception {
    int size = transports.size();
    World world = new World(new ArrayList<>());
    InetSocketAddress address = address();
    List<Callable<Collective>> joins = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      RendezvousSettings settings =
          new RendezvousSettings(
              address, rank, size, 7, KEY, failureDetection, transports.get(rank));
      joins.add(() -> new Rendezvous(settings, warning -> {}).join());
    }
    world.ranks.addAll(world.all(joins));
    return world;
  }

  public static InetSocketAddress address() throws IOException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Collectives.freeLocalPort());
  }

  /** Threads of this package that do not end within a moment, by name. */
  public static List<String> threadsAlive() {
    List<String> alive = List.of();
    for (int attempt = 0; attempt < 200; attempt++) {
      alive =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.isAlive() && thread.getName().startsWith("byol-"))
              .map(Thread::getName)
              .toList();
      if (alive.isEmpty()) {
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return alive;
  }

  int size() {
    return ranks.size();
  }

  public Collective rank(int rank) {
    return ranks.get(rank);
  }

  void kill(int rank) {
    ((LinkedCollective) ranks.get(rank)).kill();
  }

  /** Starts the same part on all ranks and gives what each returned; fails when one threw. */
  public <T> List<T> play(Part<T> part) throws Exception {
    List<Callable<T>> calls = new ArrayList<>();
    for (Collective workers : ranks) {
      calls.add(() -> part.play(workers));
    }
    return all(calls);
  }

  /** Starts the part on one rank. */
  <T> Future<T> start(int rank, Part<T> part) {
    return threads.submit(() -> part.play(ranks.get(rank)));
  }

  private <T> List<T> all(List<Callable<T>> calls) throws Exception {
    List<Future<T>> futures = new ArrayList<>();
    for (Callable<T> call : calls) {
      futures.add(threads.submit(call));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    return results;
  }

  /** The loss that a part must end with, within the time. */
  static PeerLostException loss(Future<?> future, Duration within) throws Exception {
    try {
      Object result = future.get(within.toMillis(), TimeUnit.MILLISECONDS);
      throw new AssertionError("should have failed, but returned " + result);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(PeerLostException.class);
      return (PeerLostException) e.getCause();
    } catch (TimeoutException e) {
      throw new AssertionError("no failure within " + within, e);
    }
  }

  @Override
  public void close() {
    List<Future<?>> closes = new ArrayList<>();
    for (Collective rank : ranks) {
      closes.add(threads.submit(rank::close));
    }
    threads.shutdown();
    try {
      for (Future<?> close : closes) {
        close.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      assertThat(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("could not close all ranks", e);
    }
  }
}
