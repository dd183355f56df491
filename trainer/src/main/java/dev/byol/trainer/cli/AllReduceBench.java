package dev.byol.trainer.cli;

import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.RendezvousException;
import dev.byol.trainer.collective.SharedKey;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.run.WorkerEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How fast worker processes on this machine sum up; this process is worker 0. */
final class AllReduceBench {
  private static final int END_SECONDS = 10;

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
      throws IOException, RendezvousException, InterruptedException {
    int port = Collectives.freeLocalPort();
    byte[] key = new byte[SharedKey.MIN_BYTES];
    new SecureRandom().nextBytes(key);
    List<Process> others = new ArrayList<>();
    try {
      Map<String, String> own = Map.of();
      for (int rank = 0; rank < workers; rank++) {
        Map<String, String> variables =
            new WorkerEnvironment(
                    rank,
                    workers,
                    InetAddress.getLoopbackAddress().getHostAddress(),
                    port,
                    0,
                    0,
                    key,
                    1,
                    WorkerEnvironment.Parent.NONE,
                    transport)
                .variables();
        if (rank == 0) {
          own = variables;
        } else {
          others.add(start(variables, bytes, seconds));
        }
      }
      return AllReduceWorker.work(own, bytes, seconds);
    } finally {
      for (Process other : others) {
        if (!other.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
          other.destroyForcibly();
        }
      }
    }
  }

  private static Process start(Map<String, String> variables, int[] bytes, double seconds)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add(AllReduceWorker.class.getName());
    command.add(Double.toString(seconds));
    Arrays.stream(bytes).mapToObj(Integer::toString).forEach(command::add);
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(variables);
    return builder.start();
  }
}
