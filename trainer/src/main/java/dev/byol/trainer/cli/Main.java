package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.spec.data.DataFormat;
import dev.byol.api.spec.data.KeyEnd;
import dev.byol.api.spec.data.Orientation;
import dev.byol.api.spec.data.Transparency;
import dev.byol.api.spec.storage.AcceptableChange;
import dev.byol.trainer.cli.checkpoint.CheckpointsCommand;
import dev.byol.trainer.cli.checkpoint.ExportCommand;
import dev.byol.trainer.cli.checkpoint.InspectCommand;
import dev.byol.trainer.cli.data.DataCommand;
import dev.byol.trainer.cli.data.PreviewCommand;
import dev.byol.trainer.cli.doctor.DoctorCommand;
import dev.byol.trainer.cli.shell.CommandProvider;
import dev.byol.trainer.cli.shell.EnumWords;
import dev.byol.trainer.cli.shell.Shell;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.CommandLine;

/** Entry of the {@code byol} command. */
public final class Main {
  private Main() {}

  /** Runs the command in the arguments and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Shell shell = Shell.ofProcess();
    System.setErr(shell.err());
    System.exit(run(shell, arguments));
  }

  /**
   * Runs a command within this process.
   *
   * @return the exit status, one of {@link ExitCode}
   */
  static int run(Shell shell, String... arguments) {
    CommandLine byol = commandLine(shell);
    try {
      return byol.execute(arguments);
    } catch (Throwable e) {
      // Picocli passes exceptions to the handler below, but lets errors through.
      return fail(shell, e, Path.of(System.getProperty("java.io.tmpdir"))).atTheTerminal().status();
    }
  }

  /** The command with all its subcommands, also those that other modules bring. */
  public static CommandLine commandLine(Shell shell) {
    var byol = new CommandLine(new ByolCommand());
    byol.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(exitStatuses());
    byol.addSubcommand(new TrainCommand(shell));
    byol.addSubcommand(new WorkerCommand(shell));
    byol.addSubcommand(new PreviewCommand(shell));
    byol.addSubcommand(new PresetsCommand(shell));
    byol.addSubcommand(new InspectCommand(shell));
    byol.addSubcommand(new ExportCommand(shell));
    byol.addSubcommand(new CheckpointsCommand(shell));
    byol.addSubcommand(new DataCommand(shell));
    byol.addSubcommand(new PreflightCommand(shell));
    byol.addSubcommand(new DoctorCommand(shell));
    ServiceLoader.load(CommandProvider.class)
        .forEach(provider -> byol.addSubcommand(provider.command(shell)));
    byol.registerConverter(DataFormat.class, new EnumWords<>(DataFormat.class));
    byol.registerConverter(Orientation.class, new EnumWords<>(Orientation.class));
    byol.registerConverter(Transparency.class, new EnumWords<>(Transparency.class));
    byol.registerConverter(KeyEnd.class, new EnumWords<>(KeyEnd.class));
    byol.registerConverter(AcceptableChange.class, new EnumWords<>(AcceptableChange.class));
    byol.setOut(shell.outWriter());
    byol.setErr(shell.errWriter());
    byol.setCaseInsensitiveEnumValuesAllowed(true);
    byol.setUsageHelpAutoWidth(false);
    byol.setParameterExceptionHandler((exception, arguments) -> refuse(shell, exception));
    byol.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          ExitCode code = fail(shell, exception, logFolder(command));
          // Who started a worker, launcher or operator, tells the causes apart.
          boolean worker = command.getCommand() instanceof WorkerCommand;
          return (worker ? code : code.atTheTerminal()).status();
        });
    return byol;
  }

  /** What a person at a terminal can get, as picocli wants it. */
  private static Map<String, String> exitStatuses() {
    var list = new LinkedHashMap<String, String>();
    Arrays.stream(ExitCode.values())
        .filter(code -> code.atTheTerminal() == code)
        .forEach(code -> list.put(" %3d".formatted(code.status()), code.meaning()));
    return list;
  }

  private static int refuse(Shell shell, CommandLine.ParameterException exception) {
    String command = exception.getCommandLine().getCommandSpec().qualifiedName();
    shell.say(exception.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(exception, shell.errWriter());
    shell.say("Try: " + command + " --help");
    return ExitCode.USER_MUST_MEND.status();
  }

  private static ExitCode fail(Shell shell, Throwable exception, Path logFolder) {
    Failure failure = Failure.of(exception);
    failure.lines().forEach(shell::say);
    if (failure.code() == ExitCode.BUG) {
      shell.say(CrashReport.write(logFolder, exception));
    }
    return failure.code();
  }

  private static Path logFolder(CommandLine command) {
    return command.getCommand() instanceof HasLogFolder own
        ? own.logFolder()
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** A command that has a place of its own for logs. */
  interface HasLogFolder {
    /** The folder, which need not exist yet. */
    Path logFolder();
  }
}
