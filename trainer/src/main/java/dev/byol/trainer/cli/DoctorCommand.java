package dev.byol.trainer.cli;

import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.memory.NotEnoughMemoryException;
import dev.byol.trainer.run.Memory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code byol doctor}: what this machine offers, and what would make training slow or fail. */
@Command(
    name = "doctor",
    description = {
      "Show the machine, the Java runtime and the native library as byol sees them, what is"
          + " slow or wrong, and how to fix it. With an experiment, also the memory that it"
          + " needs."
    },
    footer = {"", "Examples:", "  byol doctor", "  byol doctor examples/photos.yaml"})
final class DoctorCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "An experiment whose memory is planned.")
  private Path experiment;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "PATH=VALUE",
      description = {
        "Set a field of the experiment; may be repeated.",
        "PATH= or PATH=null unsets it."
      })
  private List<String> settings = List.of();

  DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    MachineFacts machine = MachineFacts.ofThisMachine(shell.environment());
    NativeFacts library = NativeFacts.ofThisProcess();
    for (List<String> line : DoctorReport.lines(machine, library)) {
      print(line.get(0), line.get(1));
    }
    print("Training", engine());
    print("bfloat16", bfloat16());
    List<String> findings = new ArrayList<>(DoctorReport.findings(machine, library));
    memory(machine).ifPresent(findings::add);
    shell.out().println();
    if (findings.isEmpty()) {
      shell.out().println("Nothing slow or wrong was found.");
    }
    findings.forEach(finding -> shell.out().println("- " + finding));
    return library.failure().isPresent() ? 2 : 0;
  }

  /** Says what the experiment needs; returned is what is wrong about it. */
  private Optional<String> memory(MachineFacts machine) {
    if (experiment == null) {
      return Optional.empty();
    }
    ExperimentFile read = ExperimentFile.read(experiment, settings);
    try {
      print(
          "Memory of " + read.name(),
          Memory.describe(read.spec(), shell.environment(), machine.cores()));
      return Optional.empty();
    } catch (NotEnoughMemoryException e) {
      return Optional.of(read.name() + ": " + e.getMessage() + ".");
    }
  }

  private void print(String name, String value) {
    shell.out().printf("%-17s %s%n", name, value);
  }

  private static String bfloat16() {
    return Engines.obstacle(Precision.BFLOAT16)
        .map(why -> "no: " + why + ".")
        .orElse(
            "yes: spec.precision BFloat16 is faster than Float32 for networks as large as ResNets.");
  }

  /** What a float32 run would compute with, and why. */
  private String engine() {
    Engines.Chosen chosen =
        Engines.choose(Precision.FLOAT32, EngineRequest.of(shell.environment()));
    chosen.engine().close();
    return chosen.reason();
  }
}
