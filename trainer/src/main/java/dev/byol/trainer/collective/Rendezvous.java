package dev.byol.trainer.collective;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  private final RendezvousSettings settings;
  private final Bounds bounds;
  private final Consumer<String> warnings;
  private final int rank;
  private final int worldSize;

  /** Data links from neighbours of higher rank; those of lower rank are connected to. */
  private final Seats incomingLinks;

  private final Map<Integer, SocketChannel> outgoingLinks = new TreeMap<>();

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
    incomingLinks =
        new Seats(Topology.neighbours(rank, worldSize).tailSet(rank), Seats.Peers.TALKING);
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
    TcpCollective collective = null;
    boolean formed = false;
    try {
      control.putAll(rank == COORDINATOR ? gather() : attend());
      Map<Integer, SocketChannel> data = new TreeMap<>(outgoingLinks);
      data.putAll(incomingLinks.channels());
      collective = new TcpCollective(settings, control, data);
      collective.describe("rendezvous");
      collective.barrier("rendezvous");
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
        outgoingLinks.values().forEach(Sockets::closeQuietly);
        incomingLinks.closeAll();
      }
    }
  }

  /** The coordinator's part: seats all members, and tells each where the others are. */
  private Map<Integer, SocketChannel> gather()
      throws IOException, InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.rendezvous().toNanos();
    Set<Integer> others = IntStream.range(1, worldSize).boxed().collect(Collectors.toSet());
    Seats members = new Seats(others, Seats.Peers.SILENT);
    InetSocketAddress[] roster = new InetSocketAddress[worldSize];
    boolean complete = false;
    try (Doorman doorman =
        new Doorman(bind(), settings, new Reception(members, roster), warnings)) {
      doorman.open();
      if (!members.awaitAll(deadline)) {
        String why = "did not arrive within " + seconds(bounds.rendezvous()) + " s";
        Set<Integer> missing = members.missing();
        tell(members.channels(), FrameType.ABORT, abortPayload(missing.iterator().next(), why));
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
      tell(members.channels(), FrameType.ROSTER, encode(roster));
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
        Reception reception = new Reception(null, null);
        try (Doorman doorman = new Doorman(server, settings, reception, warnings)) {
          doorman.open();
          InetSocketAddress listening = (InetSocketAddress) server.getLocalAddress();
          present(control, Hello.Purpose.CONTROL, listening);
          // Longer than the coordinator waits, so that its reason for giving up arrives here.
          long answerBy = deadline + bounds.mesh().toNanos();
          InetSocketAddress[] roster = readRoster(new TimedChannel(control, answerBy));
          // From here on a failure is the generation's, and no reason to start over.
          linkUp(roster, listening);
          awaitIncomingLinks();
        }
        complete = true;
        return Map.of(COORDINATOR, control);
      } catch (Handshake.RefusedException e) {
        throw failure("was refused by the coordinator: " + e.getMessage(), e);
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

  private void linkUp(InetSocketAddress[] roster, InetSocketAddress listening)
      throws InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.mesh().toNanos();
    for (int peer : Topology.neighbours(rank, worldSize).headSet(rank)) {
      Backoff backoff = new Backoff(bounds, deadline, new SplittableRandom());
      while (!outgoingLinks.containsKey(peer)) {
        SocketChannel channel = null;
        try {
          InetSocketAddress address = peer == COORDINATOR ? resolved() : roster[peer];
          channel = Sockets.connect(address, bounds.handshake());
          present(channel, Hello.Purpose.DATA, listening);
          outgoingLinks.put(peer, channel);
        } catch (IOException e) {
          Sockets.closeQuietly(channel);
          if (!backoff.pause()) {
            throw failure("could not link to rank " + peer + " (" + e.getMessage() + ").", e);
          }
        }
      }
    }
  }

  private void awaitIncomingLinks() throws InterruptedException, RendezvousException {
    if (!incomingLinks.awaitAll(System.nanoTime() + bounds.mesh().toNanos())) {
      throw failure(
          "waited "
              + seconds(bounds.mesh())
              + " s for "
              + ranks(incomingLinks.missing())
              + " to link to it in vain; see the log there, and check that workers may connect to"
              + " each other on any port.",
          null);
    }
  }

  private void tell(Map<Integer, SocketChannel> members, FrameType type, byte[] payload)
      throws IOException {
    FrameHeader header = new FrameHeader();
    header.encode(type, settings.generation(), 0, ByteBuffer.wrap(payload));
    byte[] frame =
        ByteBuffer.allocate(FrameHeader.BYTES + payload.length)
            .put(header.bytes())
            .put(payload)
            .array();
    long deadline = System.nanoTime() + bounds.mesh().toNanos();
    for (SocketChannel member : members.values()) {
      new TimedChannel(member, deadline).write(frame);
    }
  }

  private InetSocketAddress[] readRoster(TimedChannel channel)
      throws IOException, RendezvousException {
    FrameHeader header = new FrameHeader();
    header.bytes().put(channel.read(FrameHeader.BYTES));
    FrameType type = header.type() == FrameType.ABORT ? FrameType.ABORT : FrameType.ROSTER;
    String fault = header.fault(type, settings.generation(), 0);
    int length = header.length();
    boolean bounded =
        type == FrameType.ABORT
            ? length >= Integer.BYTES && length <= ControlPeer.MAX_PAYLOAD
            : length == worldSize * Hello.ADDRESS_BYTES;
    if (fault != null || !bounded) {
      throw failure(
          "got something else than a roster: rank 0 "
              + (fault != null ? fault : "sent a frame of a wrong length")
              + "; run the same trainer image on all workers.",
          null);
    }
    ByteBuffer payload = ByteBuffer.wrap(channel.read(length));
    if (!header.fits(payload)) {
      throw failure("got a roster with a wrong checksum; start the workers again.", null);
    }
    if (type == FrameType.ABORT) {
      int missing = payload.getInt();
      throw failure(
          "failed: rank "
              + missing
              + " "
              + StandardCharsets.UTF_8.decode(payload)
              + "; see the log of that worker.",
          null);
    }
    InetSocketAddress[] roster = new InetSocketAddress[worldSize];
    for (int member = 0; member < worldSize; member++) {
      roster[member] = Hello.decodeAddress(payload);
    }
    return roster;
  }

  /** The coordinator's own entry is not used: the members know its address. */
  private static byte[] encode(InetSocketAddress[] roster) {
    ByteBuffer encoded = ByteBuffer.allocate(roster.length * Hello.ADDRESS_BYTES);
    encoded.put(Hello.encodeAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    for (int member = 1; member < roster.length; member++) {
      encoded.put(Hello.encodeAddress(roster[member]));
    }
    return encoded.array();
  }

  private static byte[] abortPayload(int rank, String why) {
    byte[] text = why.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + text.length).putInt(rank).put(text).array();
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

  /** Seats members (on the coordinator) and neighbours, after checking that they mean the same. */
  private final class Reception implements Doorman.Reception {

    private final Seats members;
    private final InetSocketAddress[] roster;

    /**
     * @param members null where only neighbours are expected
     * @param roster filled with the addresses of the members
     */
    Reception(Seats members, InetSocketAddress[] roster) {
      this.members = members;
      this.roster = roster;
    }

    @Override
    public Optional<String> admit(Hello hello, SocketChannel channel) {
      String who = "rank " + hello.rank();
      if (hello.generation() != settings.generation()) {
        return Optional.of(
            who
                + " wants generation "
                + hello.generation()
                + ", but generation "
                + settings.generation()
                + " is forming here; restart that worker.");
      }
      if (hello.worldSize() != worldSize) {
        return Optional.of(
            who
                + " expects "
                + hello.worldSize()
                + " members, but generation "
                + settings.generation()
                + " has "
                + worldSize
                + "; start all workers with the same world size.");
      }
      return switch (hello.purpose()) {
        case CONTROL ->
            members == null
                ? Optional.of("rank " + rank + " is not the coordinator; connect to rank 0.")
                : members.reserve(hello.rank(), channel);
        case DATA -> incomingLinks.reserve(hello.rank(), channel);
      };
    }

    @Override
    public void seat(Hello hello, SocketChannel channel) {
      if (hello.purpose() == Hello.Purpose.DATA) {
        incomingLinks.seat(hello.rank(), channel);
      } else {
        synchronized (roster) {
          roster[hello.rank()] = hello.listening();
        }
        members.seat(hello.rank(), channel);
      }
    }
  }
}
