package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WorkerPhase;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real run, tiny, measures after its last step, and says of it. */
class LastEvaluationTest {
  private static final Path DIGITS = Path.of("..", "examples", "data", "digits").toAbsolutePath();
  private static final Orders STOP = LoneRun.says(Control.Action.STOP, null, null);

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void aRunThatIsStoppedAfterItsFirstStepAndGoesOnElsewhereTellsThemAll() throws Exception {
    assertThat(run("undisturbed", "logs", Orders.NONE)).isEqualTo(ExitCode.DONE);
    String undisturbed = untrained();

    assertThat(run("stopped", "logs-here", STOP)).isEqualTo(ExitCode.STOPPED);
    assertThat(said.get(said.size() - 1)).doesNotContain("untrained");
    assertThat(run("stopped", "logs-there", Orders.NONE)).isEqualTo(ExitCode.DONE);

    assertThat(untrained()).isEqualTo(undisturbed).matches("(.*%){2}.*");
  }

  @Test
  void aStopDoesNotWaitForTheEndOfItAndTheNextRunMeasuresAll() throws Exception {
    ProgressBoard board = new ProgressBoard(1);
    Orders stopOnceItIsMeasured =
        new Orders() {
          @Override
          public Optional<Control> control() {
            return board.progress().phase() == WorkerPhase.EVALUATING
                    && board.progress().activity() > 3
                ? STOP.control()
                : Optional.empty();
          }
        };

    assertThat(LoneRun.of(experiment("once", "logs"), board, stopOnceItIsMeasured, said::add))
        .isEqualTo(ExitCode.STOPPED);
    assertThat(board.progress().phase()).isEqualTo(WorkerPhase.STOPPING);
    assertThat(said.get(said.size() - 1))
        .contains("Stopped on request, 3 of 3 steps")
        .doesNotContain("%");

    assertThat(run("once", "logs", Orders.NONE)).isEqualTo(ExitCode.DONE);
    assertThat(untrained()).matches("(.*%){2}.*");
  }

  private String untrained() {
    return said.get(said.size() - 1)
        .lines()
        .filter(line -> line.startsWith("encoder, untrained"))
        .findAny()
        .orElseThrow();
  }

  private ExitCode run(String checkpoints, String logs, Orders orders) throws Exception {
    return LoneRun.of(experiment(checkpoints, logs), new ProgressBoard(1), orders, said::add);
  }

  private Path experiment(String checkpoints, String logs) throws IOException {
    return Files.writeString(
        folder.resolve("digits.yaml"),
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: digits}
        spec:
          training: {globalBatch: 4, maxSteps: 3}
          network: {encoder: TinyResNet, projectorHidden: 8, projectorOutput: 4, predictorHidden: 8}
          learningRate: {base: 0.1, warmupSteps: 1}
          augmentation: {imageSize: 16}
          data:
            uri: "%s/digits-train-{000000..000001}.tar"
            validationUri: "%s/digits-test-000000.tar"
          evaluation: {everySteps: 0, finalProbe: {epochs: 1}}
          checkpoint: {everySteps: 100, uri: "%s"}
          logging: {directory: "%s"}
        """
            .formatted(DIGITS, DIGITS, folder.resolve(checkpoints), folder.resolve(logs)));
  }
}
