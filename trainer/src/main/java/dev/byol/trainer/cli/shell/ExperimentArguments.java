package dev.byol.trainer.cli.shell;

import dev.byol.trainer.config.ExperimentFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which experiment, and what is set differently: shared by all commands that take one. */
public final class ExperimentArguments {
  @Parameters(paramLabel = "EXPERIMENT", description = "The experiment, a YAML file.")
  private Path file;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "PATH=VALUE",
      description = {
        "Set a field of the experiment, for example",
        "spec.training.maxSteps=100; may be repeated.",
        "PATH= or PATH=null unsets it;",
        "a file named null is ./null."
      })
  private List<String> settings = new ArrayList<>();

  /** Sets a field besides those that the user set. */
  public void add(String setting) {
    settings.add(setting);
  }

  /**
   * Reads and checks the experiment.
   *
   * @throws dev.byol.api.validation.InvalidExperimentException with everything wrong
   */
  public ExperimentFile read() {
    return ExperimentFile.read(file, settings);
  }

  /** The experiment as the user named it. */
  Path file() {
    return file;
  }

  /** The same as arguments, for a worker. */
  public List<String> asArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(file.toString());
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }
}
