package dev.byol.trainer.run;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.config.ExperimentFile;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A real run of one worker in the test's process. */
final class LoneRun {
  private LoneRun() {}

  /**
   * The file of an experiment of four steps.
   *
   * @param folder for that file, the checkpoints and the log
   */
  static Path digits(Path folder, Path shards) throws IOException {
    return Files.writeString(
        folder.resolve("digits.yaml"),
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: digits}
        spec:
          training: {globalBatch: 4, maxSteps: 4}
          network: {encoder: TinyResNet, projectorHidden: 8, projectorOutput: 4, predictorHidden: 8}
          learningRate: {base: 0.1, warmupSteps: 1}
          augmentation: {imageSize: 32}
          data: {uri: "%s"}
          checkpoint: {everySteps: 100, uri: "%s"}
          logging: {directory: "%s"}
        """
            .formatted(shards, folder.resolve("checkpoints"), folder.resolve("run")));
  }

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
