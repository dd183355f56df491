package dev.byol.trainer.run;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What a {@link LocalLauncher} starts.
 *
 * @param workers number of worker processes, at least 1
 * @param cores cores to share out among them, at least 1
 * @param command makes the command line of a worker
 * @param rendezvous where rank 0 will listen, on this machine
 * @param attempt of the experiment, for the fencing of checkpoints; 0 without an operator
 * @param folder where the output of the workers other than 0 goes, as {@code worker-N.out}
 */
public record LaunchPlan(
    int workers,
    int cores,
    WorkerCommandLine command,
    InetSocketAddress rendezvous,
    int attempt,
    Path folder) {

  /** Makes the command line of a worker process. */
  @FunctionalInterface
  public interface WorkerCommandLine {
    /** Program and arguments of the worker of a rank that is given so many cores. */
    List<String> of(int rank, int cores);
  }

  /** Checks the ranges. */
  public LaunchPlan {
    if (workers < 1 || cores < 1) {
      throw new IllegalArgumentException(
          "workers " + workers + " and cores " + cores + " must both be at least 1");
    }
  }

  /** Where the output of a worker goes. */
  Path outputOf(int rank) {
    return folder.resolve("worker-" + rank + ".out");
  }
}
