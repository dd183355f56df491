package dev.byol.trainer.cli;

import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.run.Reporting;
import dev.byol.trainer.telemetry.CollapseWarning;
import dev.byol.trainer.telemetry.EveryNthStep;
import dev.byol.trainer.telemetry.MetricsLog;
import dev.byol.trainer.telemetry.PlainProgress;
import dev.byol.trainer.telemetry.StepListener;
import dev.byol.trainer.telemetry.TerminalProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What rank 0 reports: progress to the user, metrics to the run folder, a warning of collapse.
 *
 * @param shell where progress is shown
 * @param folder the run folder
 * @param everySteps steps between two lines of metrics, at least 1
 */
record WorkerReporting(Shell shell, Path folder, int everySteps) implements Reporting {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  @Override
  public StepListener begin(long nextStep, int projectionDimensions) throws IOException {
    MetricsLog metrics = MetricsLog.open(folder, nextStep, FLUSH, System::nanoTime);
    return StepListener.all(
        List.of(
            new EveryNthStep(everySteps, metrics),
            new CollapseWarning(projectionDimensions),
            progress()));
  }

  private StepListener progress() {
    return shell.terminal().isPresent()
        ? new TerminalProgress(shell.terminal().get(), shell.columns().orElseThrow())
        : new PlainProgress(shell.err(), PLAIN_INTERVAL, System::nanoTime);
  }
}
