package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.link.ControlPlane;
import dev.byol.trainer.collective.link.Topology;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The data connections of one member while a generation forms: those of higher rank come, those of
 * lower rank are connected to.
 */
final class DataLinks {

  private static final List<Hello.Purpose> PURPOSES =
      List.of(Hello.Purpose.DATA, Hello.Purpose.DATA_BESIDE);

  private final RendezvousSettings settings;
  private final Bounds bounds;
  private final Map<Hello.Purpose, PeerSlots> incoming = new EnumMap<>(Hello.Purpose.class);
  private final Map<Hello.Purpose, Map<Integer, SocketChannel>> outgoing =
      new EnumMap<>(Hello.Purpose.class);

  DataLinks(RendezvousSettings settings) {
    this.settings = settings;
    bounds = Bounds.of(settings.failureDetection());
    for (Hello.Purpose purpose : PURPOSES) {
      incoming.put(
          purpose,
          new PeerSlots(
              Topology.neighbours(settings.rank(), settings.worldSize()).tailSet(settings.rank()),
              PeerSlots.Peers.TALKING,
              bounds.handshake()));
      outgoing.put(purpose, new TreeMap<>());
    }
  }

  /** Where those of higher rank sit down. */
  Map<Hello.Purpose, PeerSlots> slots() {
    return incoming;
  }

  /**
   * Connects to the neighbours of lower rank.
   *
   * @param listening where this member accepts links
   */
  void connect(Roster roster, InetSocketAddress listening)
      throws InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.mesh().toNanos();
    for (int peer :
        Topology.neighbours(settings.rank(), settings.worldSize()).headSet(settings.rank())) {
      for (Hello.Purpose purpose : PURPOSES) {
        outgoing.get(purpose).put(peer, connect(peer, purpose, roster, listening, deadline));
      }
    }
  }

  private SocketChannel connect(
      int peer, Hello.Purpose purpose, Roster roster, InetSocketAddress listening, long deadline)
      throws InterruptedException, RendezvousException {
    Backoff backoff = new Backoff(bounds, deadline, new SplittableRandom());
    while (true) {
      SocketChannel channel = null;
      try {
        InetSocketAddress address =
            peer == ControlPlane.COORDINATOR
                ? settings.resolvedCoordinator()
                : roster.address(peer);
        channel = Sockets.connect(address, bounds.handshake());
        Handshake.present(channel, settings, purpose, listening);
        return channel;
      } catch (IOException e) {
        Sockets.closeQuietly(channel);
        if (!backoff.pause()) {
          throw new RendezvousException(
              settings, "could not link to rank " + peer + " (" + e.getMessage() + ").", e);
        }
      }
    }
  }

  /** Waits for the neighbours of higher rank. */
  void awaitConnected() throws InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.mesh().toNanos();
    for (PeerSlots slots : incoming.values()) {
      if (!slots.awaitAll(deadline)) {
        throw new RendezvousException(
            settings,
            "waited "
                + Words.seconds(bounds.mesh())
                + " s for "
                + Words.ranks(slots.missing())
                + " to link to it in vain; see the log there, and check that workers may connect to"
                + " each other on any port.",
            null);
      }
    }
  }

  /** All links of one purpose, by rank. */
  Map<Integer, SocketChannel> of(Hello.Purpose purpose) {
    Map<Integer, SocketChannel> links = new TreeMap<>(outgoing.get(purpose));
    links.putAll(incoming.get(purpose).channels());
    return links;
  }

  void closeAll() {
    outgoing.values().forEach(links -> links.values().forEach(Sockets::closeQuietly));
    incoming.values().forEach(PeerSlots::closeAll);
  }
}
