package dev.byol.trainer.collective.linked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.byol.trainer.JavaChild;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.collective.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operating system does to real worker processes. */
@ParameterizedClass
@EnumSource(Transport.class)
class ProcessFailureIT {
  @Parameter private Transport transport;

  private static final int WORLD_SIZE = 3;
  private static final Duration FAILURE_DETECTION = Duration.ofSeconds(4);
  private static final int PATIENCE_SECONDS = 60;

  private final List<Process> workers = new ArrayList<>();
  private final List<BufferedReader> outputs = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process worker : workers) {
      worker.destroyForcibly().waitFor();
    }
    threads.shutdown();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aStoppedProcessIsNamedAsSilent(int victim) throws Exception {
    start("reduce");
    signal(victim, "STOP");
    for (String last : lastWordsOfOthers(victim)) {
      assertThat(last).startsWith("LOST " + victim + " rank " + victim + " gave no sign of life");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aKilledProcessIsNamedByItsClosedConnectionAndNotByItsSilence(int victim) throws Exception {
    start("reduce");
    signal(victim, "KILL");
    for (String last : lastWordsOfOthers(victim)) {
      assertThat(last).startsWith("LOST " + victim + " rank " + victim + " closed its connection");
    }
  }

  @Test
  void aProcessStoppedForAMomentIsForgiven() throws Exception {
    start("reduce");
    signal(1, "STOP");
    TimeUnit.MILLISECONDS.sleep(FAILURE_DETECTION.toMillis() / 4);
    signal(1, "CONT");
    TimeUnit.MILLISECONDS.sleep(FAILURE_DETECTION.toMillis());
    assertThat(workers).allMatch(Process::isAlive);
  }

  @Test
  void processesThatComputeForLongAreNotLost() throws Exception {
    start("compute");
    TimeUnit.MILLISECONDS.sleep(2 * FAILURE_DETECTION.toMillis());
    assertThat(workers).allMatch(Process::isAlive);
  }

  private void start(String what) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "needs /bin/kill to send signals");
    String port = String.valueOf(Collectives.freeLocalPort());
    for (int rank = 0; rank < WORLD_SIZE; rank++) {
      Process worker =
          JavaChild.of(
                  WorkerProcess.class,
                  port,
                  String.valueOf(rank),
                  String.valueOf(WORLD_SIZE),
                  String.valueOf(FAILURE_DETECTION.toMillis()),
                  what,
                  transport.name())
              .redirectErrorStream(true)
              .start();
      workers.add(worker);
      outputs.add(worker.inputReader());
    }
    for (BufferedReader output : outputs) {
      Future<String> line = threads.submit(output::readLine);
      assertThat(line.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("READY");
    }
  }

  private void signal(int rank, String name) throws IOException, InterruptedException {
    String pid = String.valueOf(workers.get(rank).pid());
    assertThat(new ProcessBuilder("/bin/kill", "-" + name, pid).start().waitFor()).isZero();
  }

  private List<String> lastWordsOfOthers(int victim) throws Exception {
    List<Future<String>> lines = new ArrayList<>();
    for (int rank = 0; rank < WORLD_SIZE; rank++) {
      if (rank != victim) {
        lines.add(threads.submit(outputs.get(rank)::readLine));
      }
    }
    List<String> words = new ArrayList<>();
    for (Future<String> line : lines) {
      words.add(line.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    return words;
  }
}
