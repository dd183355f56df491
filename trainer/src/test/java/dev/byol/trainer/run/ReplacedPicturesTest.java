package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real run, tiny, that goes on after pictures were replaced under their names. */
class ReplacedPicturesTest {
  private static final int PICTURES = 12;

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private Path data;

  @BeforeEach
  void aRunThatWasStoppedAfterItsFirstStep() throws Exception {
    data = PicturesInFolder.write(folder.resolve("data"), PICTURES, 0);
    assertThat(run(LoneRun.says(Control.Action.STOP, null, null))).isEqualTo(ExitCode.STOPPED);
    said.clear();
  }

  @Test
  void otherPicturesOfTheSameNamesAndSizesAreRefusedUntilTheyAreAccepted() throws Exception {
    PicturesInFolder.write(data, PICTURES, 100);

    assertThatThrownBy(() -> run(Orders.NONE))
        .isInstanceOf(ChangedExperimentException.class)
        .hasMessageContaining("12 of 12 training pictures looked at have other contents")
        .hasMessageContaining("--accept-changes Data");

    assertThat(run(Orders.NONE, "spec.checkpoint.acceptChanges=[Data]")).isEqualTo(ExitCode.DONE);
  }

  @Test
  void onePictureThatWasMendedIsTold() throws Exception {
    PicturesInFolder.one(data, 5, 100);

    assertThat(run(Orders.NONE)).isEqualTo(ExitCode.DONE);

    assertThat(said).anyMatch(line -> line.contains("replaced under the same names"));
  }

  private ExitCode run(Orders orders, String... settings) throws Exception {
    return LoneRun.of(
        LoneRun.digits(folder, data), List.of(settings), new ProgressBoard(1), orders, said::add);
  }
}
