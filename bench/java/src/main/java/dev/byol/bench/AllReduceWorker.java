package dev.byol.bench;

import dev.byol.trainer.collective.Bounds;
import dev.byol.trainer.collective.Collective;
import dev.byol.trainer.collective.Element;
import dev.byol.trainer.collective.PeerLostException;
import dev.byol.trainer.collective.forming.Rendezvous;
import dev.byol.trainer.collective.forming.RendezvousException;
import dev.byol.trainer.run.WorkerEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** One worker of {@link AllReduceBench}: all sum up until worker 0 has measured enough. */
final class AllReduceWorker {
  private static final int WARM_UP = 5;
  private static final int MOST_ROUNDS = 1_000_000;

  /**
   * What worker 0 found.
   *
   * @param transport how the sums travelled, a clause
   * @param medians seconds that one all-reduce takes, for each message
   */
  record Figures(String transport, double[] medians) {}

  private AllReduceWorker() {}

  /**
   * The main class of the workers other than 0.
   *
   * @param arguments seconds to measure, then bytes of each message
   */
  public static void main(String[] arguments) throws RendezvousException {
    int[] bytes = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
    try {
      work(System.getenv(), bytes, Double.parseDouble(arguments[0]));
    } catch (PeerLostException e) {
      // The benchmark has ended, or somebody has ended it: worker 0 says so if need be.
      System.exit(1);
    }
  }

  /**
   * Joins the others and sums up.
   *
   * @param variables that name this worker's place, as for {@code byol worker}
   * @param bytes length of each message
   * @param seconds time to measure each
   */
  static Figures work(Map<String, String> variables, int[] bytes, double seconds)
      throws RendezvousException {
    var settings =
        WorkerEnvironment.from(variables, 1).rendezvous(Bounds.DEFAULT_FAILURE_DETECTION);
    try (Collective workers = new Rendezvous(settings, warning -> {}).join()) {
      double[] medians = new double[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        medians[i] = median(workers, bytes[i] / Float.BYTES, seconds);
      }
      return new Figures(workers.transport(), medians);
    }
  }

  private static double median(Collective workers, int floats, double seconds) {
    ByteBuffer values =
        ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
    FloatBuffer goOn = FloatBuffer.allocate(1);
    double[] times = new double[64];
    int rounds = 0;
    long start = System.nanoTime();
    do {
      long before = System.nanoTime();
      workers.allReduceSum(values, Element.FLOAT32);
      if (rounds == times.length) {
        times = Arrays.copyOf(times, 2 * rounds);
      }
      times[rounds++] = (System.nanoTime() - before) / 1e9;
      // Worker 0's clock decides for all whether there is another round.
      boolean more =
          rounds < 2 * WARM_UP
              || (rounds < MOST_ROUNDS && System.nanoTime() - start < seconds * 1e9);
      goOn.put(0, workers.rank() == 0 && more ? 1 : 0);
      workers.allReduceSum(goOn);
    } while (goOn.get(0) > 0);
    return Median.of(Arrays.copyOfRange(times, WARM_UP, rounds));
  }
}
