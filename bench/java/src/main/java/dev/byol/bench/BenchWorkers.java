package dev.byol.bench;

import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.Transport;
import dev.byol.trainer.collective.forming.SharedKey;
import dev.byol.trainer.run.CoreShares;
import dev.byol.trainer.run.WorkerEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The worker processes of a benchmark on this machine. This process is worker 0; the others run
 * another main class and end by themselves when worker 0 leaves the generation.
 */
final class BenchWorkers implements AutoCloseable {
  private static final int END_SECONDS = 10;

  private final List<Map<String, String>> variables = new ArrayList<>();
  private final List<Process> others = new ArrayList<>();

  /**
   * @param workers number of workers, at least 2
   * @param cores of this machine, shared out among them
   */
  BenchWorkers(int workers, int cores, Transport transport) throws IOException {
    int port = Collectives.freeLocalPort();
    byte[] key = new byte[SharedKey.MIN_BYTES];
    new SecureRandom().nextBytes(key);
    int[] shares = CoreShares.of(cores, workers);
    for (int rank = 0; rank < workers; rank++) {
      variables.add(
          new WorkerEnvironment(
                  rank,
                  workers,
                  InetAddress.getLoopbackAddress().getHostAddress(),
                  port,
                  0,
                  0,
                  key,
                  shares[rank],
                  WorkerEnvironment.Parent.NONE,
                  transport)
              .variables());
    }
  }

  /** Starts the workers other than 0. */
  void start(Class<?> mainClass, List<String> arguments) throws IOException {
    for (Map<String, String> own : variables.subList(1, variables.size())) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-XX:+UseSerialGC",
              "--enable-native-access=ALL-UNNAMED",
              "-Dorg.bytedeco.javacpp.maxbytes=0",
              "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
              "-Dorg.bytedeco.javacpp.logger=slf4j",
              "-cp",
              System.getProperty("java.class.path"),
              mainClass.getName()));
      command.addAll(arguments);
      var builder = new ProcessBuilder(command).inheritIO();
      builder.environment().putAll(own);
      others.add(builder.start());
    }
  }

  /** What names worker 0's place, as for {@code byol worker}. */
  Map<String, String> own() {
    return variables.get(0);
  }

  /** Waits a little for the others' ends, then ends them. */
  @Override
  public void close() {
    for (Process other : others) {
      try {
        if (!other.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
          other.destroyForcibly();
        }
      } catch (InterruptedException e) {
        other.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
