package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.link.ControlPlane;
import dev.byol.trainer.collective.linked.LinkedCollective;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Forms one generation: all members meet at the coordinator's address, learn each other's, link up,
 * and pass a first barrier.
 *
 * <p>Rank 0 listens on the port of {@link RendezvousSettings#coordinator}: on that address if it is
 * a loopback address, on all addresses otherwise (a pod's own name may not resolve yet). The others
 * try again, with pauses that grow and vary, until {@link
 * dev.byol.trainer.collective.Bounds#rendezvous} is over. A member that dies while it waits may
 * come again. Use once.
 *
 * <pre>{@code
 * try (Collective workers = new Rendezvous(settings, log::warn).join()) {
 *   workers.allReduceSum(gradients);
 * }
 * }</pre>
 */
public final class Rendezvous {

  private final RendezvousSettings settings;
  private final Consumer<String> warnings;

  /**
   * @param warnings gets a sentence about each host of strangers, and each worker refused; called
   *     from several threads
   */
  public Rendezvous(RendezvousSettings settings, Consumer<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  /**
   * Waits for all members.
   *
   * @return the generation; the caller closes it
   * @throws RendezvousException when it cannot be formed: members missing, wrong settings, a wrong
   *     key, interrupted (the thread's interrupt flag stays set)
   */
  public Collective join() throws RendezvousException {
    if (settings.worldSize() == 1) {
      return Collectives.solo(settings.generation());
    }
    DataLinks links = new DataLinks(settings);
    Map<Integer, SocketChannel> control = new HashMap<>();
    LinkedCollective collective = null;
    boolean formed = false;
    try {
      control.putAll(
          settings.rank() == ControlPlane.COORDINATOR
              ? new CoordinatorRendezvous(settings, links, warnings).run()
              : new MemberRendezvous(settings, links, warnings).run());
      collective =
          new LinkedCollective(
              settings.membership(),
              control,
              links.of(Hello.Purpose.DATA),
              links.of(Hello.Purpose.DATA_BESIDE));
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
        links.closeAll();
      }
    }
  }

  private RendezvousException failure(String what, Throwable cause) {
    return new RendezvousException(settings, what, cause);
  }
}
