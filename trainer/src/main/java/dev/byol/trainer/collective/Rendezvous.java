package dev.byol.trainer.collective;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Forms one generation: all members meet at the coordinator's address, learn each other's, link up,
 * and pass a first barrier.
 *
 * <p>Rank 0 listens on the port of {@link RendezvousSettings#coordinator}: on that address if it is
 * a loopback address, on all addresses otherwise (a pod's own name may not resolve yet). The others
 * try again, with pauses that grow and vary, until {@link Bounds#rendezvous} is over. A member that
 * dies while it waits may come again. Use once.
 *
 * <pre>{@code
 * try (Collective workers = new Rendezvous(settings, log::warn).join()) {
 *   workers.allReduceSum(gradients);
 * }
 * }</pre>
 */
public final class Rendezvous {

  private static final int COORDINATOR = 0;
  private static final List<Hello.Purpose> LINKS =
      List.of(Hello.Purpose.DATA, Hello.Purpose.DATA_BESIDE);

  private final RendezvousSettings settings;
  private final Bounds bounds;
  private final Consumer<String> warnings;
  private final int rank;
  private final int worldSize;

  /** Data links from neighbours of higher rank; those of lower rank are connected to. */
  private final Map<Hello.Purpose, Seats> incomingLinks = new EnumMap<>(Hello.Purpose.class);

  private final Map<Hello.Purpose, Map<Integer, SocketChannel>> outgoingLinks =
      new EnumMap<>(Hello.Purpose.class);

  /**
   * @param warnings gets a sentence about each host of strangers, and each worker refused; called
   *     from several threads
   */
  public Rendezvous(RendezvousSettings settings, Consumer<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
    bounds = Bounds.of(settings.failureDetection());
    rank = settings.rank();
    worldSize = settings.worldSize();
    for (Hello.Purpose purpose : LINKS) {
      incomingLinks.put(
          purpose,
          new Seats(
              Topology.neighbours(rank, worldSize).tailSet(rank),
              Seats.Peers.TALKING,
              bounds.handshake()));
      outgoingLinks.put(purpose, new TreeMap<>());
    }
  }

  /**
   * Waits for all members.
   *
   * @return the generation; the caller closes it
   * @throws RendezvousException when it cannot be formed: members missing, wrong settings, a wrong
   *     key, interrupted (the thread's interrupt flag stays set)
   */
  public Collective join() throws RendezvousException {
    if (worldSize == 1) {
      return new SoloCollective(settings.generation());
    }
    Map<Integer, SocketChannel> control = new HashMap<>();
    LinkedCollective collective = null;
    boolean formed = false;
    try {
      control.putAll(rank == COORDINATOR ? gather() : attend());
      collective =
          new LinkedCollective(
              settings, control, links(Hello.Purpose.DATA), links(Hello.Purpose.DATA_BESIDE));
      collective.describe("rendezvous");
      collective.barrier("rendezvous");
      collective.share(settings.transport());
      collective.describe("");
      formed = true;
      return collective;
    } catch (PeerLostException e) {
      throw failure("failed at the last barrier: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted.", e);
    } catch (IOException e) {
      throw failure("failed: " + e + "; start the workers again.", e);
    } finally {
      if (!formed) {
        if (collective != null) {
          collective.close();
        }
        control.values().forEach(Sockets::closeQuietly);
        outgoingLinks.values().forEach(m -> m.values().forEach(Sockets::closeQuietly));
        incomingLinks.values().forEach(Seats::closeAll);
      }
    }
  }

  private Map<Integer, SocketChannel> links(Hello.Purpose purpose) {
    Map<Integer, SocketChannel> links = new TreeMap<>(outgoingLinks.get(purpose));
    links.putAll(incomingLinks.get(purpose).channels());
    return links;
  }

  /** The coordinator's part: seats all members, and tells each where the others are. */
  private Map<Integer, SocketChannel> gather()
      throws IOException, InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.rendezvous().toNanos();
    Set<Integer> others = IntStream.range(1, worldSize).boxed().collect(Collectors.toSet());
    Seats members = new Seats(others, Seats.Peers.SILENT, bounds.handshake());
    Roster roster = new Roster(worldSize);
    boolean complete = false;
    try (Doorman doorman =
        new Doorman(
            bind(), settings, new Reception(settings, incomingLinks, members, roster), warnings)) {
      doorman.open();
      if (!members.awaitAll(deadline)) {
        String why = "did not arrive within " + seconds(bounds.rendezvous()) + " s";
        Set<Integer> missing = members.missing();
        Roster.sendAbort(
            new Verdict(missing.iterator().next(), why),
            members.channels().values(),
            settings.generation(),
            System.nanoTime() + bounds.mesh().toNanos());
        throw failure(
            "has "
                + (worldSize - missing.size())
                + " of "
                + worldSize
                + " members: "
                + ranks(missing)
                + " "
                + why
                + "; see the log of the missing workers.",
            null);
      }
      roster.send(
          members.channels().values(),
          settings.generation(),
          System.nanoTime() + bounds.mesh().toNanos());
      awaitIncomingLinks();
      complete = true;
      return members.channels();
    } finally {
      if (!complete) {
        members.closeAll();
      }
    }
  }

  private ServerSocketChannel bind() throws RendezvousException, InterruptedException {
    InetSocketAddress address = resolved();
    boolean loopback = !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    InetSocketAddress local = loopback ? address : new InetSocketAddress(address.getPort());
    Backoff backoff =
        new Backoff(
            bounds, System.nanoTime() + bounds.handshake().toNanos(), new SplittableRandom());
    while (true) {
      try {
        return Sockets.listen(local);
      } catch (IOException e) {
        if (!backoff.pause()) {
          throw failure(
              "cannot listen on " + local + " (" + e.getMessage() + "); choose a free port.", e);
        }
      }
    }
  }

  /** A member's part: finds the coordinator, waits for the roster, links up. */
  private Map<Integer, SocketChannel> attend()
      throws IOException, InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.rendezvous().toNanos();
    Backoff backoff = new Backoff(bounds, deadline, new SplittableRandom());
    while (true) {
      SocketChannel control = null;
      boolean complete = false;
      try {
        control = Sockets.connect(resolved(), bounds.handshake());
        InetAddress self = ((InetSocketAddress) control.getLocalAddress()).getAddress();
        ServerSocketChannel server = Sockets.listen(new InetSocketAddress(self, 0));
        Reception reception = new Reception(settings, incomingLinks, null, null);
        try (Doorman doorman = new Doorman(server, settings, reception, warnings)) {
          doorman.open();
          InetSocketAddress listening = (InetSocketAddress) server.getLocalAddress();
          present(control, Hello.Purpose.CONTROL, listening);
          // Longer than the coordinator waits, so that its reason for giving up arrives here.
          long answerBy = deadline + bounds.mesh().toNanos();
          TimedChannel answers = new TimedChannel(control, answerBy);
          Roster roster = Roster.read(answers, worldSize, settings.generation());
          // From here on a failure is the generation's, and no reason to start over.
          linkUp(roster, listening);
          awaitIncomingLinks();
        }
        complete = true;
        return Map.of(COORDINATOR, control);
      } catch (Handshake.RefusedException e) {
        throw failure("was refused by the coordinator: " + e.getMessage(), e);
      } catch (Roster.AbortedException e) {
        throw failure("failed: " + e.getMessage(), e);
      } catch (Handshake.StrangerException e) {
        throw failure(
            "found somebody at "
                + settings.coordinator()
                + " who "
                + e.getMessage()
                + "; check the address, and that all workers mount the same key.",
            e);
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted() || !backoff.pause()) {
          throw failure(
              "did not reach the coordinator at "
                  + settings.coordinator()
                  + " within "
                  + seconds(bounds.rendezvous())
                  + " s (last attempt: "
                  + e.getMessage()
                  + "); check that rank 0 runs and can be reached.",
              e);
        }
      } finally {
        if (!complete) {
          Sockets.closeQuietly(control);
        }
      }
    }
  }

  private void present(SocketChannel channel, Hello.Purpose purpose, InetSocketAddress listening)
      throws IOException {
    long deadline = System.nanoTime() + bounds.handshake().toNanos();
    new Handshake(new TimedChannel(channel, deadline), settings.key())
        .present(new Hello(purpose, rank, worldSize, settings.generation(), listening));
  }

  private void linkUp(Roster roster, InetSocketAddress listening)
      throws InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.mesh().toNanos();
    for (int peer : Topology.neighbours(rank, worldSize).headSet(rank)) {
      for (Hello.Purpose purpose : LINKS) {
        outgoingLinks.get(purpose).put(peer, link(peer, purpose, roster, listening, deadline));
      }
    }
  }

  private SocketChannel link(
      int peer, Hello.Purpose purpose, Roster roster, InetSocketAddress listening, long deadline)
      throws InterruptedException, RendezvousException {
    Backoff backoff = new Backoff(bounds, deadline, new SplittableRandom());
    while (true) {
      SocketChannel channel = null;
      try {
        InetSocketAddress address = peer == COORDINATOR ? resolved() : roster.address(peer);
        channel = Sockets.connect(address, bounds.handshake());
        present(channel, purpose, listening);
        return channel;
      } catch (IOException e) {
        Sockets.closeQuietly(channel);
        if (!backoff.pause()) {
          throw failure("could not link to rank " + peer + " (" + e.getMessage() + ").", e);
        }
      }
    }
  }

  private void awaitIncomingLinks() throws InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.mesh().toNanos();
    for (Seats seats : incomingLinks.values()) {
      awaitAll(seats, deadline);
    }
  }

  private void awaitAll(Seats seats, long deadline)
      throws InterruptedException, RendezvousException {
    if (!seats.awaitAll(deadline)) {
      throw failure(
          "waited "
              + seconds(bounds.mesh())
              + " s for "
              + ranks(seats.missing())
              + " to link to it in vain; see the log there, and check that workers may connect to"
              + " each other on any port.",
          null);
    }
  }

  /** Looked up anew each time: the coordinator's pod may have moved. */
  private InetSocketAddress resolved() {
    InetSocketAddress address = settings.coordinator();
    try {
      return new InetSocketAddress(
          InetAddress.getByName(address.getHostString()), address.getPort());
    } catch (UnknownHostException e) {
      return InetSocketAddress.createUnresolved(address.getHostString(), address.getPort());
    }
  }

  private static String seconds(Duration duration) {
    return String.valueOf(duration.toMillis() / 1000.0);
  }

  private static String ranks(Set<Integer> ranks) {
    String list =
        new TreeSet<>(ranks)
            .stream().limit(10).map(String::valueOf).collect(Collectors.joining(", "));
    return (ranks.size() == 1 ? "rank " : "ranks ") + list + (ranks.size() > 10 ? ", …" : "");
  }

  private RendezvousException failure(String what, Throwable cause) {
    return new RendezvousException(
        "rendezvous of rank "
            + rank
            + " for generation "
            + settings.generation()
            + " with "
            + worldSize
            + " members "
            + what,
        cause);
  }
}
