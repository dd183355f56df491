package dev.byol.trainer.cli;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.Rendezvous;
import dev.byol.trainer.collective.RendezvousException;
import dev.byol.trainer.collective.RendezvousSettings;
import dev.byol.trainer.collective.SharedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How fast workers sum up over loopback; they are threads here, and share this machine's cores. */
final class AllReduceBench {
  private static final int WARM_UP = 5;

  private AllReduceBench() {}

  /**
   * Seconds that one all-reduce takes, as worker 0 sees it.
   *
   * @param workers number of workers, at least 2
   * @param floats length of what is summed
   * @param seconds time to measure
   * @throws RendezvousException when the workers do not find together
   */
  static double secondsPerRound(int workers, int floats, double seconds)
      throws IOException, RendezvousException, InterruptedException {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Collectives.freeLocalPort());
    byte[] key = new byte[SharedKey.MIN_BYTES];
    new SecureRandom().nextBytes(key);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<Double>> results = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        var settings =
            new RendezvousSettings(
                address, rank, workers, 0, SharedKey.of(key), Bounds.DEFAULT_FAILURE_DETECTION);
        results.add(threads.submit(() -> measure(settings, floats, seconds)));
      }
      double first = results.get(0).get();
      for (Future<Double> result : results) {
        result.get();
      }
      return first;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RendezvousException failed) {
        throw failed;
      }
      throw new IllegalStateException("an all-reduce failed: " + e.getCause().getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static double measure(RendezvousSettings settings, int floats, double seconds)
      throws RendezvousException {
    FloatBuffer values =
        ByteBuffer.allocateDirect(floats * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    FloatBuffer goOn = FloatBuffer.allocate(1);
    try (Collective workers = new Rendezvous(settings, warning -> {}).join()) {
      for (int i = 0; i < WARM_UP; i++) {
        workers.allReduceSum(values);
      }
      workers.barrier("start");
      long rounds = 0;
      double summed = 0;
      long start = System.nanoTime();
      do {
        long before = System.nanoTime();
        workers.allReduceSum(values);
        summed += (System.nanoTime() - before) / 1e9;
        rounds++;
        // Worker 0's clock decides for all whether there is another round.
        boolean more = System.nanoTime() - start < seconds * 1e9;
        goOn.put(0, settings.rank() == 0 && more ? 1 : 0);
        workers.allReduceSum(goOn);
      } while (goOn.get(0) > 0);
      workers.barrier("end");
      return summed / rounds;
    }
  }
}
