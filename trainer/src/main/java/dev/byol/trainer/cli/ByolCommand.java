package dev.byol.trainer.cli;

import dev.byol.trainer.run.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code byol} itself: says what there is. */
@Command(
    name = "byol",
    versionProvider = ByolCommand.Version.class,
    description = "Self-supervised training of image encoders: Bootstrap Your Own Latent.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  byol train examples/photos.yaml",
      "  byol preview examples/photos.yaml -o preview.png",
      "  byol train examples/photos.yaml --workers 2 --set spec.training.maxSteps=100"
    })
final class ByolCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli sets and reads it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli sets and reads it
  private boolean version;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Say which command, for example: byol train");
  }

  /** The version of the build. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"byol " + ProgramVersion.current()};
    }
  }
}
