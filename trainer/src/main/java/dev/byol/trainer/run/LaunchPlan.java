package dev.byol.trainer.run;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a {@link LocalLauncher} starts.
 *
 * @param workers number of worker processes, at least 1
 * @param cores cores to share out among them, at least 1
 * @param command the command line of a worker, by rank
 * @param rendezvous where rank 0 will listen, on this machine
 * @param folder where the output of the workers other than 0 goes, as {@code worker-N.out}
 */
public record LaunchPlan(
    int workers,
    int cores,
    IntFunction<List<String>> command,
    InetSocketAddress rendezvous,
    Path folder) {

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
