package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousSettings;
import java.net.InetSocketAddress;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a worker process in tests: reduces, or computes between barriers, for ever;
 * says {@code READY} after the first operation and the sentence of the loss at the end.
 */
final class WorkerProcess {

  private WorkerProcess() {}

  /**
   * Arguments: port, rank, world size, failure detection in ms, {@code reduce} or {@code compute},
   * transport.
   */
  public static void main(String[] args) throws Exception {
    RendezvousSettings settings =
        new RendezvousSettings(
            new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            7,
            World.KEY,
            Duration.ofMillis(Long.parseLong(args[3])),
            Transport.valueOf(args[5]));
    FloatBuffer gradients = FloatBuffer.allocate(1_000_003);
    try (Collective workers = new Rendezvous(settings, System.out::println).join()) {
      workers.describe("gradients of step 12");
      workers.allReduceSum(gradients);
      System.out.println("READY");
      while (args[4].equals("reduce")) {
        workers.allReduceSum(gradients);
      }
      TimeUnit.DAYS.sleep(workers.rank() == 0 ? 0 : 1);
      workers.barrier("those who compute never come");
    } catch (PeerLostException e) {
      System.out.println("LOST " + e.rank() + " " + e.getMessage());
    }
  }
}
