package dev.byol.trainer.cli;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.storage.AcceptableChange;
import dev.byol.trainer.cli.doctor.MachineFacts;
import dev.byol.trainer.cli.shell.ExperimentArguments;
import dev.byol.trainer.cli.shell.MistakenCommandException;
import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.run.LaunchPlan;
import dev.byol.trainer.run.LocalLauncher;
import dev.byol.trainer.run.Memory;
import dev.byol.trainer.run.RunFolder;
import dev.byol.trainer.run.StopSwitch;
import dev.byol.trainer.run.WorkerEnvironment;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code byol train}: trains on this machine, with one worker process or several. */
@Command(
    name = "train",
    description = {
      "Train an experiment on this machine. The same command resumes a run that was"
          + " stopped, from its newest checkpoint; it lists what has changed since and refuses"
          + " changes that contradict the checkpoint."
    },
    footer = {
      "",
      "Ctrl-C saves a checkpoint after the current step and stops; a second Ctrl-C stops at"
          + " once.",
      "",
      "Environment: BYOL_ENGINE=nd4j or onednn forces an engine; BYOL_TRANSPORT=tcp keeps workers of"
          + " one host from sharing memory.",
      "",
      "Examples:",
      "  byol train examples/photos.yaml",
      "  byol train examples/photos.yaml --workers 2",
      "  byol train examples/photos.yaml --set spec.training.maxSteps=100 --fresh"
    })
final class TrainCommand implements Callable<Integer>, Main.HasLogFolder {
  private final Shell shell;

  @Mixin private ExperimentArguments experiment;

  @Option(
      names = {"-w", "--workers"},
      paramLabel = "N",
      description = {"Worker processes on this machine;", "sets spec.workers.replicas."})
  private Integer workers;

  @Option(
      names = "--fresh",
      description = {"Start over: the files of the earlier run are moved aside, not deleted."})
  private boolean fresh;

  @Option(
      names = "--accept-changes",
      paramLabel = "CHANGE",
      split = ",",
      description = {
        "Resume although these changes contradict the checkpoint:",
        "Seed, Precision, Network, GlobalBatch, Data;",
        "sets spec.checkpoint.acceptChanges."
      })
  private List<AcceptableChange> accepted = List.of();

  private Path logFolder = Path.of(System.getProperty("java.io.tmpdir"));

  TrainCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Path logFolder() {
    return logFolder;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (workers != null) {
      experiment.add("spec.workers.replicas=" + workers);
    }
    if (!accepted.isEmpty()) {
      experiment.add(
          "spec.checkpoint.acceptChanges="
              + accepted.stream().distinct().map(SpecField::word).toList());
    }
    ExperimentFile read = experiment.read();
    RunFolder folder = RunFolder.of(read);
    logFolder = folder.logs();
    if (fresh && folder.checkpoints().isEmpty()) {
      throw new MistakenCommandException(
          "--fresh moves files of this machine aside, and the checkpoints are in %s: name another spec.checkpoint.uri, or remove them with byol checkpoints rm %s --all"
              .formatted(read.spec().checkpoint().uri(), read.spec().checkpoint().uri()));
    }
    if (fresh) {
      for (Path aside : folder.setAside(LocalDateTime.now())) {
        shell.say("The files of the earlier run are in " + aside + " now.");
      }
    }
    try (RunFolder.Lock held = folder.lock()) {
      return launch(read, folder, held).status();
    }
  }

  /** The lock is held for as long as this takes. */
  @SuppressWarnings("UnusedVariable") // asking for the lock is its use
  private ExitCode launch(ExperimentFile read, RunFolder folder, RunFolder.Lock held)
      throws IOException, InterruptedException {
    int replicas = read.spec().workers().replicas();
    MachineFacts machine = MachineFacts.ofThisMachine(shell.environment());
    var jvm =
        new WorkerJvm(
            machine,
            replicas,
            Memory.of(read.spec(), shell.environment(), machine.cores(), replicas).planner().heap(),
            folder.logs(),
            shell.environment());
    var plan =
        new LaunchPlan(
            replicas,
            machine.cores(),
            (rank, cores) -> jvm.command(rank, cores, experiment.asArguments()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Collectives.freeLocalPort()),
            WorkerEnvironment.attempt(shell.environment()),
            folder.logs());
    var launcher =
        new LocalLauncher(plan, LocalLauncher.Bounds.DEFAULT, Redirect.INHERIT, this::say);
    var signals =
        new StopSwitch(
            launcher::requestStop,
            status -> {
              launcher.killAll();
              Runtime.getRuntime().halt(status);
            });
    signals.listenToSignals();
    return launcher.run();
  }

  /** Over the progress bar that worker 0 may have drawn. */
  private void say(String line) {
    shell.say(shell.terminal().isPresent() ? "\r\033[K" + line : line);
  }
}
