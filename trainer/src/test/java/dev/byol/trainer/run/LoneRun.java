package dev.byol.trainer.run;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A real run of one worker in the test's process. */
final class LoneRun {
  private LoneRun() {}

  /** From the experiment's file to the end of the run. */
  static ExitCode of(Path file, ProgressBoard board, Orders orders, Consumer<String> out)
      throws Exception {
    return of(file, List.of(), board, orders, out);
  }

  /** The same with settings laid over the file. */
  static ExitCode of(
      Path file, List<String> settings, ProgressBoard board, Orders orders, Consumer<String> out)
      throws Exception {
    ExperimentFile experiment = ExperimentFile.read(file, settings);
    WorkerTask task =
        new WorkerTask(
            experiment,
            WorkerEnvironment.alone(1),
            Map.of(),
            RunFolder.of(experiment),
            StopRequest.NEVER,
            Reporting.NONE,
            board,
            orders);
    return new TrainRun(task, out, Clock.systemUTC()).execute();
  }

  /** Orders that are there from the start. */
  static Orders says(Control.Action action, Long maxSteps, Long scheduleSteps) {
    Control control = new Control(1, 1, action, maxSteps, scheduleSteps, null);
    return new Orders() {
      @Override
      public Optional<Control> control() {
        return Optional.of(control);
      }
    };
  }
}
