package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.cli.shell.ExperimentArguments;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.run.LauncherWatch;
import dev.byol.trainer.run.Reporting;
import dev.byol.trainer.run.RunFolder;
import dev.byol.trainer.run.StopSwitch;
import dev.byol.trainer.run.TrainRun;
import dev.byol.trainer.run.WorkerEnvironment;
import dev.byol.trainer.run.WorkerTask;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import dev.byol.trainer.telemetry.RunLog;
import dev.byol.trainer.telemetry.lease.LeaseChannel;
import dev.byol.trainer.telemetry.lease.WaitChannel;
import java.nio.file.Path;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code byol worker}: one worker process. Its place among the others comes by environment
 * variables ({@link WorkerEnvironment}, {@link Pod}); started by hand without them it is alone. Its
 * exit codes are the fine ones of {@link ExitCode}.
 */
@Command(
    name = "worker",
    hidden = true,
    description = {
      "Run one worker process of an experiment; started by byol train and by the operator."
    },
    footer = {
      "",
      "Environment: BYOL_RANK, BYOL_WORLD_SIZE, BYOL_RENDEZVOUS=HOST:PORT, BYOL_GENERATION,"
          + " BYOL_ATTEMPT, BYOL_KEY (hexadecimal), BYOL_CORES; in a pod also"
          + " BYOL_LEASE=NAMESPACE/NAME, BYOL_HEARTBEAT_SECONDS and BYOL_TERMINATION_LOG."
          + " BYOL_TRANSPORT=tcp keeps workers of one host from sharing memory."
          + " BYOL_ENGINE=nd4j or onednn forces an engine.",
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
  public Integer call() throws Exception {
    Pod pod = Pod.of(shell.environment());
    var board = new ProgressBoard(pod.attempt());
    var lastWords = new TerminationMessage(pod, board);
    try {
      ExitCode code = work(pod, board, lastWords);
      lastWords.write(code);
      return code.status();
    } catch (Exception | Error e) {
      lastWords.write(Failure.of(e), e);
      throw e;
    }
  }

  @SuppressWarnings("try") // a lock is held, not used
  private ExitCode work(Pod pod, ProgressBoard board, TerminationMessage lastWords)
      throws Exception {
    var environment =
        WorkerEnvironment.from(shell.environment(), Runtime.getRuntime().availableProcessors());
    // A worker often asks for rank 0's name before it is known; for ten seconds Java would repeat
    // that answer to itself.
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
    StopSwitch stop = listen(environment.parent(), board, lastWords);
    ExperimentFile read = experiment.read();
    RunFolder folder = RunFolder.of(read);
    logFolder = folder.logs();
    Reporting reporting =
        environment.rank() == 0
            ? new WorkerReporting(shell, folder.root(), read.spec().logging().everySteps())
            : Reporting.NONE;
    try (RunFolder.Lock own = folder.lockOf(environment.rank(), FOR_A_PREDECESSOR);
        RunLog log = RunLog.open(folder.logOf(environment.rank()));
        LeaseChannel lease =
            environment.rank() == 0 ? pod.openLease(board, shell::say).orElse(null) : null;
        WaitChannel waits =
            environment.rank() == 0
                ? null
                : pod.openWaits(environment.rank(), board).orElse(null)) {
      LoggerFactory.getLogger(WorkerCommand.class)
          .info("This is {} of {}, logging to {}.", environment, read.name(), log.file());
      warnOfThreads();
      Orders orders = lease == null ? Orders.NONE : lease;
      return train(
          new WorkerTask(
              read, environment, shell.environment(), folder, stop, reporting, board, orders));
    }
  }

  /** The launcher and the image see to it; a pod's environment may say otherwise. */
  private void warnOfThreads() {
    String threads = shell.environment().getOrDefault("OMP_NUM_THREADS", "not set");
    if (!threads.equals("1")) {
      LoggerFactory.getLogger(WorkerCommand.class)
          .warn(
              "OMP_NUM_THREADS is {}: each lane starts threads of its own, which fight for the cores; set it to 1.",
              threads);
    }
  }

  private StopSwitch listen(
      WorkerEnvironment.Parent parent, ProgressBoard board, TerminationMessage lastWords) {
    StopSwitch stop =
        new StopSwitch(
            () -> {
              if (parent == WorkerEnvironment.Parent.NONE && !board.hasBegun()) {
                lastWords.write(ExitCode.STOPPED);
                Runtime.getRuntime().halt(ExitCode.STOPPED.status());
              }
              shell.say("Stopping, with a checkpoint; once more stops at once.");
            },
            status -> Runtime.getRuntime().halt(status));
    switch (parent) {
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
    return stop;
  }

  private ExitCode train(WorkerTask task) throws Exception {
    return new TrainRun(task, shell.out()::print, Clock.systemUTC()).execute();
  }
}
