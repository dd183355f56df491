package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.link.LostRank;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The coordinator's part of a rendezvous: waits for all members, and tells each where the others
 * are.
 */
final class CoordinatorRendezvous {

  private final RendezvousSettings settings;
  private final DataLinks links;
  private final Consumer<String> warnings;
  private final Bounds bounds;

  CoordinatorRendezvous(RendezvousSettings settings, DataLinks links, Consumer<String> warnings) {
    this.settings = settings;
    this.links = links;
    this.warnings = warnings;
    bounds = Bounds.of(settings.failureDetection());
  }

  /** The control connections by rank; the data links are complete. */
  Map<Integer, SocketChannel> run() throws IOException, InterruptedException, RendezvousException {
    int worldSize = settings.worldSize();
    long deadline = System.nanoTime() + bounds.rendezvous().toNanos();
    Set<Integer> others = IntStream.range(1, worldSize).boxed().collect(Collectors.toSet());
    PeerSlots members = new PeerSlots(others, PeerSlots.Peers.SILENT, bounds.handshake());
    Roster roster = new Roster(worldSize);
    boolean complete = false;
    try (Acceptor acceptor =
        new Acceptor(
            bind(),
            settings,
            new MemberAdmission(settings, links.slots(), members, roster),
            warnings)) {
      acceptor.open();
      if (!members.awaitAll(deadline)) {
        throw giveUp(members);
      }
      roster.send(
          members.channels().values(),
          settings.generation(),
          System.nanoTime() + bounds.mesh().toNanos());
      links.awaitConnected();
      complete = true;
      return members.channels();
    } finally {
      if (!complete) {
        members.closeAll();
      }
    }
  }

  /** Tells those who are there, and says it. */
  private RendezvousException giveUp(PeerSlots members) {
    String why = "did not arrive within " + Words.seconds(bounds.rendezvous()) + " s";
    Set<Integer> missing = members.missing();
    Roster.sendAbort(
        new LostRank(missing.iterator().next(), why),
        members.channels().values(),
        settings.generation(),
        System.nanoTime() + bounds.mesh().toNanos());
    return new RendezvousException(
        settings,
        "has "
            + (settings.worldSize() - missing.size())
            + " of "
            + settings.worldSize()
            + " members: "
            + Words.ranks(missing)
            + " "
            + why
            + "; see the log of the missing workers.",
        null);
  }

  private ServerSocketChannel bind() throws RendezvousException, InterruptedException {
    InetSocketAddress address = settings.resolvedCoordinator();
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
          throw new RendezvousException(
              settings,
              "cannot listen on " + local + " (" + e.getMessage() + "); choose a free port.",
              e);
        }
      }
    }
  }
}
