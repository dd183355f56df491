package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.checkpoint.OtherNetworkException;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real run, tiny, that goes on after its experiment or its data have changed. */
class ResumeTest {
  private static final Path DIGITS = Path.of("..", "examples", "data", "digits").toAbsolutePath();

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private Path data;
  private final String shards = "digits-train-000000.tar";
  private final ProgressBoard board = new ProgressBoard(1);

  @BeforeEach
  void aRunThatWasStoppedAfterItsFirstStep() throws Exception {
    data = Files.createDirectories(folder.resolve("data"));
    Files.copy(DIGITS.resolve(shards), data.resolve(shards));
    assertThat(run(LoneRun.says(Control.Action.STOP, null, null))).isEqualTo(ExitCode.STOPPED);
    said.clear();
  }

  @Test
  void theSameExperimentGoesOnAndHasNothingToTell() throws Exception {
    assertThat(run(Orders.NONE)).isEqualTo(ExitCode.DONE);

    assertThat(said)
        .anyMatch(line -> line.startsWith("Going on after step 1, from the checkpoint in "));
    assertThat(said).noneMatch(line -> line.startsWith("  spec."));
  }

  @ParameterizedTest
  @CsvSource({
    "seed=1,                       Seed,        'spec.seed is 1, was 0 in the checkpoint'",
    "training.globalBatch=5,       GlobalBatch, 'spec.training.globalBatch is 5, was 4 in'",
    "network.batchNormDecay=0.5,   Network,     'spec.network.batchNormDecay is 0.5, was 0.9 in'",
  })
  void aContradictionIsRefusedByNameUntilItIsAccepted(String setting, String word, String sentence)
      throws Exception {
    assertThatThrownBy(() -> run(Orders.NONE, "spec." + setting))
        .isInstanceOf(ChangedExperimentException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("--accept-changes " + word);
    assertThat(said).noneMatch(line -> line.startsWith("Going on"));

    String accepted = "spec.checkpoint.acceptChanges=[" + word + "]";
    assertThat(run(Orders.NONE, "spec." + setting, accepted)).isEqualTo(ExitCode.DONE);
    assertThat(said).anySatisfy(line -> assertThat(line).contains(sentence, "; accepted."));

    said.clear();
    assertThat(run(Orders.NONE, "spec." + setting)).as("the next time").isEqualTo(ExitCode.DONE);
    assertThat(said).noneMatch(line -> line.startsWith("  spec." + setting.split("=")[0]));
  }

  @Test
  void aNetworkOfOtherTensorsCannotBeAccepted() {
    assertThatThrownBy(
            () ->
                run(
                    Orders.NONE,
                    "spec.network.projectorHidden=16",
                    "spec.checkpoint.acceptChanges=[Network]"))
        .isInstanceOf(OtherNetworkException.class);
  }

  @Test
  void otherDataInThePlaceOfThoseOfTheCheckpointAreRefusedUntilTheyAreAccepted() throws Exception {
    Files.delete(data.resolve(shards));
    Files.copy(DIGITS.resolve("digits-train-000001.tar"), data.resolve(shards));

    assertThatThrownBy(() -> run(Orders.NONE))
        .isInstanceOf(ChangedExperimentException.class)
        .hasMessageContaining("training pictures at " + data.resolve(shards))
        .hasMessageContaining("--accept-changes Data");

    assertThat(run(Orders.NONE, "spec.checkpoint.acceptChanges=[Data]")).isEqualTo(ExitCode.DONE);
  }

  @Test
  void dataThatWereMovedAreTheSameData() throws Exception {
    Path elsewhere =
        Files.createDirectories(folder.resolve("elsewhere")).resolve("digits-train-000000.tar");
    Files.move(data.resolve(shards), elsewhere);

    assertThat(run(Orders.NONE, "spec.data.uri=" + elsewhere)).isEqualTo(ExitCode.DONE);

    assertThat(said).anyMatch(line -> line.startsWith("  spec.data.uri is "));
  }

  @Test
  void aLearningRateOfOnesOwnIsToldAndUsed() throws Exception {
    assertThat(run(Orders.NONE, "spec.learningRate.base=0.2")).isEqualTo(ExitCode.DONE);

    assertThat(said).contains("  spec.learningRate.base is 0.2, was 0.1.%n".formatted());
  }

  @Test
  void aLongerRunStretchesTheSchedulesAndTellsIt() throws Exception {
    assertThat(run(Orders.NONE, "spec.training.maxSteps=6")).isEqualTo(ExitCode.DONE);

    assertThat(said)
        .anyMatch(
            line -> line.contains("now end at step 6 instead of 4, because the run is longer"));
    assertThat(board.progress().scheduleSteps()).isEqualTo(6);
  }

  @Test
  void aShorterRunLeavesTheSchedulesAsInAClusterAndTellsIt() throws Exception {
    assertThat(run(Orders.NONE, "spec.training.maxSteps=3")).isEqualTo(ExitCode.DONE);

    assertThat(said).anyMatch(line -> line.contains("still end at step 4"));
    assertThat(board.progress().scheduleSteps()).isEqualTo(4);
  }

  @Test
  void schedulesThatTheAuthorFixesAreWhereTheAuthorSays() throws Exception {
    assertThat(run(Orders.NONE, "spec.training.maxSteps=3", "spec.training.scheduleSteps=3"))
        .isEqualTo(ExitCode.DONE);

    assertThat(said).anyMatch(line -> line.contains("now end at step 3 instead of 4."));
    assertThat(board.progress().scheduleSteps()).isEqualTo(3);
  }

  private ExitCode run(Orders orders, String... settings) throws Exception {
    return LoneRun.of(
        LoneRun.digits(folder, data.resolve(shards)), List.of(settings), board, orders, said::add);
  }
}
