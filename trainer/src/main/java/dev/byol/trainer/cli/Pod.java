package dev.byol.trainer.cli;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.trainer.run.WorkerEnvironment;
import dev.byol.trainer.telemetry.ProgressBoard;
import dev.byol.trainer.telemetry.lease.LeaseAddress;
import dev.byol.trainer.telemetry.lease.LeaseChannel;
import dev.byol.trainer.telemetry.lease.ServiceAccount;
import dev.byol.trainer.telemetry.lease.WaitChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a worker is told beside its place among the others: how to reach who oversees it. All of it
 * is empty outside a pod.
 *
 * @param variables the process's environment
 * @param attempt number of the attempt, at least 1
 * @param terminationLog file that takes the last words
 */
record Pod(Map<String, String> variables, int attempt, Optional<Path> terminationLog) {
  private static final String DEFAULT_HEARTBEAT_SECONDS = "10";

  /** Reads the variables that never fail to be read; the others are checked when they are used. */
  static Pod of(Map<String, String> variables) {
    return new Pod(
        Map.copyOf(variables),
        Math.max(1, lenient(variables, WorkerVariables.ATTEMPT)),
        set(variables, WorkerVariables.TERMINATION_LOG).map(Path::of));
  }

  /** The rank, as far as it can be told before anything was checked. */
  int rank() {
    return lenient(variables, WorkerEnvironment.rankVariable(variables));
  }

  /**
   * Begins to renew the experiment's Lease, if we are told of one.
   *
   * @param dumps gets the stacks of all threads when the operator asks for them
   * @throws IllegalArgumentException when a variable is wrong
   */
  Optional<LeaseChannel> openLease(ProgressBoard board, Consumer<String> dumps) {
    return set(variables, WorkerVariables.LEASE)
        .map(
            lease ->
                LeaseChannel.open(
                    ServiceAccount.ofPod(variables),
                    LeaseAddress.parse(lease),
                    name(),
                    attempt,
                    board,
                    heartbeat(),
                    dumps));
  }

  /**
   * Begins to tell what a worker other than rank 0 waits for, if we are told of a Lease.
   *
   * @throws IllegalArgumentException when a variable is wrong
   */
  Optional<WaitChannel> openWaits(int rank, ProgressBoard board) {
    return set(variables, WorkerVariables.LEASE)
        .map(
            lease ->
                WaitChannel.open(
                    ServiceAccount.ofPod(variables),
                    LeaseAddress.parse(lease),
                    name(),
                    rank,
                    board,
                    heartbeat()));
  }

  private String name() {
    return set(variables, "POD_NAME").or(() -> set(variables, "HOSTNAME")).orElse("worker");
  }

  private Duration heartbeat() {
    String text =
        set(variables, WorkerVariables.HEARTBEAT_SECONDS).orElse(DEFAULT_HEARTBEAT_SECONDS);
    if (!text.matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException(
          WorkerVariables.HEARTBEAT_SECONDS + " is " + text + "; allowed: 1..9999");
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }

  private static Optional<String> set(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name)).filter(text -> !text.isBlank());
  }

  private static int lenient(Map<String, String> variables, String name) {
    String text = variables.getOrDefault(name, "");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }
}
