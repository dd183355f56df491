package dev.byol.trainer.cli;

import dev.byol.trainer.collective.RendezvousException;
import dev.byol.trainer.collective.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How fast worker processes on this machine sum up; this process is worker 0. */
final class AllReduceBench {
  private AllReduceBench() {}

  /**
   * Starts the other workers, measures, and ends them.
   *
   * @param workers number of workers, at least 2
   * @param bytes length of each message
   * @param seconds time to measure each
   * @throws RendezvousException when the workers do not find together
   */
  static AllReduceWorker.Figures measure(
      int workers, Transport transport, int[] bytes, double seconds)
      throws IOException, RendezvousException {
    List<String> arguments = new ArrayList<>();
    arguments.add(Double.toString(seconds));
    Arrays.stream(bytes).mapToObj(Integer::toString).forEach(arguments::add);
    try (BenchWorkers all = new BenchWorkers(workers, workers, transport)) {
      all.start(AllReduceWorker.class, arguments);
      return AllReduceWorker.work(all.own(), bytes, seconds);
    }
  }
}
