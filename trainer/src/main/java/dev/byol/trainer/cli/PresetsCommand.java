package dev.byol.trainer.cli;

import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.Metadata;
import dev.byol.api.spec.Preset;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.training.TrainingSpec;
import dev.byol.api.yaml.ExperimentWriter;
import dev.byol.trainer.cli.shell.Shell;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code byol presets}: the named hyperparameters, and what each of them sets. */
@Command(
    name = "presets",
    description = {
      "List the presets, the reference's own hyperparameters; with a name, print what it sets as"
          + " an experiment to start from."
    },
    footer = {
      "",
      "A preset fills in what an experiment leaves out: write spec.preset: byol-100.",
      "",
      "Examples:",
      "  byol presets",
      "  byol presets imagenette > my-experiment.yaml"
    })
final class PresetsCommand implements Callable<Integer> {
  private final Shell shell;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The preset to print.",
      completionCandidates = Names.class)
  private String name;

  PresetsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (name == null) {
      list();
      return 0;
    }
    Preset preset =
        Arrays.stream(Preset.values())
            .filter(candidate -> candidate.text().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "There is no preset " + name + "; there are " + names() + "."));
    shell
        .out()
        .print(
            ExperimentWriter.yaml(
                new ByolExperiment(
                    ByolExperiment.API_VERSION,
                    ByolExperiment.KIND,
                    new Metadata("my-experiment", null, null, null),
                    Defaults.of(preset))));
    return 0;
  }

  private void list() {
    String row = "%-12s %-10s %9s %9s %8s %7s %7s%n";
    shell.out().printf(row, "preset", "encoder", "epochs", "batch", "base lr", "tau", "decay");
    for (Preset preset : Preset.values()) {
      ExperimentSpec set = Defaults.of(preset);
      TrainingSpec training = set.training();
      shell
          .out()
          .printf(
              row,
              preset.text(),
              set.network() == null || set.network().encoder() == null
                  ? "-"
                  : SpecField.word(set.network().encoder()),
              number(training.maxEpochs()),
              number(training.globalBatch()),
              set.learningRate() == null ? "-" : number(set.learningRate().base()),
              set.targetDecay() == null ? "-" : number(set.targetDecay().base()),
              set.optimizer() == null ? "-" : number(set.optimizer().weightDecay()));
    }
  }

  private static String number(Number value) {
    if (value == null) {
      return "-";
    }
    double number = value.doubleValue();
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private static String names() {
    return Arrays.stream(Preset.values()).map(Preset::text).collect(Collectors.joining(", "));
  }

  /** For the shell's completion. */
  static final class Names extends java.util.ArrayList<String> {
    Names() {
      Arrays.stream(Preset.values()).map(Preset::text).forEach(this::add);
    }
  }
}
