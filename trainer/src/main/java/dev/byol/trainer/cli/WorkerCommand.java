package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.run.LauncherWatch;
import dev.byol.trainer.run.Reporting;
import dev.byol.trainer.run.RunFolder;
import dev.byol.trainer.run.StopSwitch;
import dev.byol.trainer.run.TrainRun;
import dev.byol.trainer.run.WorkerEnvironment;
import dev.byol.trainer.run.WorkerTask;
import dev.byol.trainer.telemetry.RunLog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code byol worker}: one worker process. Its place among the others comes by environment
 * variables ({@link WorkerEnvironment}); started by hand without them it is alone.
 */
@Command(
    name = "worker",
    hidden = true,
    description = {
      "Run one worker process of an experiment; started by byol train and by the operator."
    },
    footer = {
      "",
      "Environment: BYOL_RANK, BYOL_WORLD_SIZE, BYOL_RENDEZVOUS=HOST:PORT, BYOL_GENERATION,",
      "BYOL_ATTEMPT, BYOL_KEY (hexadecimal), BYOL_CORES.",
      "",
      "Example:",
      "  byol worker examples/digits.yaml"
    })
final class WorkerCommand implements Callable<Integer>, Main.HasLogFolder {
  private static final Duration AFTER_LAUNCHERS_DEATH = Duration.ofSeconds(60);
  private static final Duration FOR_A_PREDECESSOR = AFTER_LAUNCHERS_DEATH.plusSeconds(10);

  private final Shell shell;

  @Mixin private ExperimentArguments experiment;
  private Path logFolder = Path.of(System.getProperty("java.io.tmpdir"));

  WorkerCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Path logFolder() {
    return logFolder;
  }

  @Override
  @SuppressWarnings("try") // a lock is held, not used
  public Integer call() throws Exception {
    StopSwitch stop =
        new StopSwitch(
            () ->
                shell.say("Stopping after this step, with a checkpoint; once more stops at once."),
            status -> Runtime.getRuntime().halt(status));
    var environment =
        WorkerEnvironment.from(shell.environment(), Runtime.getRuntime().availableProcessors());
    switch (environment.parent()) {
      case NONE -> stop.listenToSignals();
      case LAUNCHER -> {
        stop.listenToTermination();
        new LauncherWatch(
                System.in,
                AFTER_LAUNCHERS_DEATH,
                stop,
                () -> Runtime.getRuntime().halt(ExitCode.PEER_LOST.status()))
            .start();
      }
    }
    ExperimentFile read = experiment.read();
    RunFolder folder = RunFolder.of(read);
    logFolder = folder.logs();
    Reporting reporting =
        environment.rank() == 0
            ? new WorkerReporting(shell, folder.root(), read.spec().logging().everySteps())
            : Reporting.NONE;
    try (RunFolder.Lock own = folder.lockOf(environment.rank(), FOR_A_PREDECESSOR);
        RunLog log = RunLog.open(folder.logOf(environment.rank()))) {
      LoggerFactory.getLogger(WorkerCommand.class)
          .info("This is {} of {}, logging to {}.", environment, read.name(), log.file());
      return train(new WorkerTask(read, environment, folder, stop, reporting)).status();
    }
  }

  private ExitCode train(WorkerTask task) throws Exception {
    return new TrainRun(task, shell.out()::print, Clock.systemUTC()).execute();
  }
}
