package dev.byol.bench;

import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.forming.RendezvousException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How fast worker processes on this machine sum up; this process is worker 0. */
final class AllReduceBench {
  /** The last is the size of the gradients of a ResNet-50 with the reference's heads. */
  private static final int[] MESSAGE_BYTES = {
    1 << 10, 16 << 10, 64 << 10, 256 << 10, 4 << 20, 148_500_000
  };

  private AllReduceBench() {}

  /**
   * Starts the other workers, measures, and ends them.
   *
   * @param workers number of workers, at least 2
   * @param seconds time to measure each length of message
   * @throws RendezvousException when the workers do not find together
   */
  static BenchTable table(int workers, Transport transport, double seconds)
      throws IOException, RendezvousException {
    AllReduceWorker.Figures figures = measure(workers, transport, seconds);
    BenchTable table =
        BenchTable.of(
            "all-reduce",
            workers + " workers " + figures.transport(),
            new BenchTable.Column("milliseconds", "milliseconds", 3),
            new BenchTable.Column("MB/s", "megabytesPerSecond", 0));
    for (int i = 0; i < MESSAGE_BYTES.length; i++) {
      int bytes = MESSAGE_BYTES[i];
      double median = figures.medians()[i];
      table.add(
          bytes < 1 << 20 ? (bytes >> 10) + " KiB" : bytes / 1e6 + " MB",
          1e3 * median,
          bytes / 1e6 / median);
    }
    return table;
  }

  private static AllReduceWorker.Figures measure(int workers, Transport transport, double seconds)
      throws IOException, RendezvousException {
    List<String> arguments = new ArrayList<>();
    arguments.add(Double.toString(seconds));
    Arrays.stream(MESSAGE_BYTES).mapToObj(Integer::toString).forEach(arguments::add);
    try (BenchWorkers all = new BenchWorkers(workers, workers, transport)) {
      all.start(AllReduceWorker.class, arguments);
      return AllReduceWorker.work(all.own(), MESSAGE_BYTES, seconds);
    }
  }
}
