package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
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
    Path experiment = LoneRun.digits(folder, DIGITS.resolve("digits-train-{000000..000001}.tar"));
    return LoneRun.of(experiment, board, orders, summary -> {});
  }
}
