package dev.byol.trainer.cli;

import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code byol doctor}: what this machine offers, and what would make training slow or fail. */
@Command(
    name = "doctor",
    description = {
      "Show the machine, the Java runtime and the native library as byol sees them, and what is"
          + " slow or wrong there, each with its cure."
    },
    footer = {"", "Example:", "  byol doctor"})
final class DoctorCommand implements Callable<Integer> {
  private final Shell shell;

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
    List<String> findings = DoctorReport.findings(machine, library);
    shell.out().println();
    if (findings.isEmpty()) {
      shell.out().println("Nothing slow or wrong was found.");
    }
    findings.forEach(finding -> shell.out().println("- " + finding));
    return library.failure().isPresent() ? 2 : 0;
  }

  private void print(String name, String value) {
    shell.out().printf("%-18s%s%n", name, value);
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
