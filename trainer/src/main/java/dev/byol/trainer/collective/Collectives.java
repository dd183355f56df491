package dev.byol.trainer.collective;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ways to a {@link Collective} that need no {@link dev.byol.trainer.collective.forming.Rendezvous},
 * and a helper for local launchers.
 */
public final class Collectives {

  private Collectives() {}

  /** A world of one: no sockets, no threads, every operation is the identity. Generation 0. */
  public static Collective solo() {
    return solo(0);
  }

  /** Likewise, as a generation of this number. */
  public static Collective solo(long generation) {
    return new SoloCollective(generation);
  }

  /**
   * A port on the loopback address that was free a moment ago, for workers started on this machine.
   *
   * @throws IOException when no port can be bound
   */
  public static int freeLocalPort() throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return probe.getLocalPort();
    }
  }
}
