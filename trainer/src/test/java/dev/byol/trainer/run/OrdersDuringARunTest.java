package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real run, tiny, that hears orders from outside. */
class OrdersDuringARunTest {
  private static final Path DIGITS = Path.of("..", "examples", "data", "digits").toAbsolutePath();

  @TempDir Path folder;
  private final ProgressBoard board = new ProgressBoard(1);

  @Test
  void aRunWithoutOrdersEndsWhereItsExperimentSays() throws Exception {
    assertThat(run(Orders.NONE)).isEqualTo(ExitCode.DONE);
    assertThat(board.progress().step()).isEqualTo(4);
    assertThat(board.progress().phase()).isEqualTo(WorkerPhase.DONE);
    assertThat(board.checkpoint().orElseThrow().uri()).endsWith("checkpoints/step-00000004");
    assertThat(Path.of(board.checkpoint().orElseThrow().uri())).isDirectory();
  }

  @Test
  void aHigherEndIsTrainedToAndStretchesTheSchedule() throws Exception {
    assertThat(run(LoneRun.says(Control.Action.RUN, 7L, null))).isEqualTo(ExitCode.DONE);
    assertThat(board.progress().step()).isEqualTo(7);
    assertThat(board.progress().acknowledged()).isEqualTo(1);
    assertThat(board.progress().maxSteps()).isEqualTo(7);
    assertThat(board.progress().scheduleSteps()).isEqualTo(7);
  }

  @Test
  void anEndThatIsPassedAlreadyEndsTheRunAtOnce() throws Exception {
    assertThat(run(LoneRun.says(Control.Action.RUN, 1L, 9L))).isEqualTo(ExitCode.DONE);
    assertThat(board.progress().step()).isEqualTo(1);
    assertThat(board.progress().scheduleSteps()).isEqualTo(9);
  }

  @Test
  void aStopLeavesACheckpointOfTheStepAndTheNextAttemptGoesOnFromIt() throws Exception {
    assertThat(run(LoneRun.says(Control.Action.STOP, null, null))).isEqualTo(ExitCode.STOPPED);
    assertThat(board.progress().step()).isEqualTo(1);
    assertThat(board.progress().phase()).isEqualTo(WorkerPhase.STOPPING);
    assertThat(board.checkpoint().orElseThrow().step()).isEqualTo(1);

    assertThat(run(Orders.NONE)).isEqualTo(ExitCode.DONE);
    assertThat(board.progress().step()).isEqualTo(4);
  }

  @Test
  void aNewerAttemptEndsThisOneWithoutACheckpoint() {
    Orders newer =
        new Orders() {
          @Override
          public OptionalLong supersededBy() {
            return OptionalLong.of(2);
          }
        };

    assertThatThrownBy(() -> run(newer)).isInstanceOf(SupersededException.class);
    assertThat(board.checkpoint()).isEmpty();
  }

  private ExitCode run(Orders orders) throws Exception {
    return LoneRun.of(experiment(), board, orders, summary -> {});
  }

  private Path experiment() throws IOException {
    Path file = folder.resolve("digits.yaml");
    Files.writeString(
        file,
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: digits}
        spec:
          training: {globalBatch: 4, maxSteps: 4}
          network: {encoder: TinyResNet, projectorHidden: 8, projectorOutput: 4, predictorHidden: 8}
          learningRate: {base: 0.1, warmupSteps: 1}
          augmentation: {imageSize: 32}
          data: {uri: "%s/digits-train-{000000..000001}.tar"}
          checkpoint: {everySteps: 100, uri: "%s"}
          logging: {directory: "%s"}
        """
            .formatted(DIGITS, folder.resolve("checkpoints"), folder.resolve("run")));
    return file;
  }
}
