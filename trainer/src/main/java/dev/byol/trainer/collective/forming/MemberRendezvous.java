package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.link.ControlPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A member's part of a rendezvous: finds the coordinator, waits for the roster, links up. */
final class MemberRendezvous {

  private final RendezvousSettings settings;
  private final DataLinks links;
  private final Consumer<String> warnings;
  private final Bounds bounds;

  MemberRendezvous(RendezvousSettings settings, DataLinks links, Consumer<String> warnings) {
    this.settings = settings;
    this.links = links;
    this.warnings = warnings;
    bounds = Bounds.of(settings.failureDetection());
  }

  /** The control connection to the coordinator; the data links are complete. */
  Map<Integer, SocketChannel> run() throws InterruptedException, RendezvousException {
    long deadline = System.nanoTime() + bounds.rendezvous().toNanos();
    Backoff backoff = new Backoff(bounds, deadline, new SplittableRandom());
    while (true) {
      try {
        return Map.of(ControlPlane.COORDINATOR, attempt(deadline));
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
                  + Words.seconds(bounds.rendezvous())
                  + " s (last attempt: "
                  + e.getMessage()
                  + "); check that rank 0 runs and can be reached.",
              e);
        }
      }
    }
  }

  private SocketChannel attempt(long deadline)
      throws IOException, InterruptedException, RendezvousException {
    SocketChannel control = Sockets.connect(settings.resolvedCoordinator(), bounds.handshake());
    boolean complete = false;
    try {
      InetAddress self = ((InetSocketAddress) control.getLocalAddress()).getAddress();
      ServerSocketChannel server = Sockets.listen(new InetSocketAddress(self, 0));
      Acceptor.Admission admission = new MemberAdmission(settings, links.slots(), null, null);
      try (Acceptor acceptor = new Acceptor(server, settings, admission, warnings)) {
        acceptor.open();
        InetSocketAddress listening = (InetSocketAddress) server.getLocalAddress();
        Handshake.present(control, settings, Hello.Purpose.CONTROL, listening);
        // Longer than the coordinator waits, so that its reason for giving up arrives here.
        long answerBy = deadline + bounds.mesh().toNanos();
        TimedChannel answers = new TimedChannel(control, answerBy);
        Roster roster = Roster.read(answers, settings.worldSize(), settings.generation());
        // From here on a failure is the generation's, and no reason to start over.
        links.connect(roster, listening);
        links.awaitConnected();
      }
      complete = true;
      return control;
    } finally {
      if (!complete) {
        Sockets.closeQuietly(control);
      }
    }
  }

  private RendezvousException failure(String what, Throwable cause) {
    return new RendezvousException(settings, what, cause);
  }
}
