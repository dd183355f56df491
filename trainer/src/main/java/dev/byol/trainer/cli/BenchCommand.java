package dev.byol.trainer.cli;

import dev.byol.trainer.collective.RendezvousException;
import dev.byol.trainer.collective.Transport;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code byol bench}: how fast the parts of a step are on this machine. */
@Command(
    name = "bench",
    description = {"Measure on this machine how fast the parts of a step are."},
    footer = {"", "Examples:", "  byol bench", "  byol bench all-reduce --workers 4 --seconds 3"})
final class BenchCommand implements Callable<Integer> {
  private static final int[] VIEW_SIZES = {32, 96, 224};
  private static final int[] MESSAGE_BYTES = {4 << 10, 256 << 10, 4 << 20, 64 << 20};
  private static final int MOST_WORKERS = 64;

  /** What can be measured. */
  enum Part {
    /** Making views out of decoded pictures. */
    VIEWS,
    /** Summing over workers. */
    ALL_REDUCE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Shell shell;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "PART",
      description = "What to measure: ${COMPLETION-CANDIDATES}; default: all.")
  private Part[] parts = Part.values();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Time for each measurement; default: ${DEFAULT-VALUE}.")
  private double seconds = 1;

  @Option(
      names = {"-w", "--workers"},
      paramLabel = "N",
      description = "Workers of the all-reduce; default: ${DEFAULT-VALUE}.")
  private int workers = 2;

  BenchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, RendezvousException, InterruptedException {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new ParameterException(
          spec.commandLine(), "--seconds is " + seconds + "; allowed: above 0, at most 3600.");
    }
    if (workers < 2 || workers > MOST_WORKERS) {
      throw new ParameterException(
          spec.commandLine(), "--workers is " + workers + "; allowed: 2 to " + MOST_WORKERS + ".");
    }
    for (Part part : parts) {
      switch (part) {
        case VIEWS -> views();
        case ALL_REDUCE -> allReduce();
      }
    }
    return 0;
  }

  private void views() {
    print("%-34s %12s", "views, one thread", "views/s");
    for (int size : VIEW_SIZES) {
      print("%-34s %12.0f", size + " px", ViewBench.viewsPerSecond(size, seconds));
    }
  }

  private void allReduce() throws IOException, RendezvousException, InterruptedException {
    print(
        "%-34s %12s %12s", "all-reduce, " + workers + " workers, loopback", "milliseconds", "MB/s");
    var figures = AllReduceBench.measure(workers, Transport.AUTO, MESSAGE_BYTES, seconds);
    for (int i = 0; i < MESSAGE_BYTES.length; i++) {
      double median = figures.medians()[i];
      int bytes = MESSAGE_BYTES[i];
      print("%-34s %12.3f %12.0f", (bytes >> 10) + " KiB", 1e3 * median, bytes / 1e6 / median);
    }
  }

  private void print(String pattern, Object... values) {
    shell.out().println(String.format(Locale.ROOT, pattern, values));
  }
}
