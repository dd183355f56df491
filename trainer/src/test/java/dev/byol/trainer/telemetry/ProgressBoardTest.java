package dev.byol.trainer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.Progress;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBoardTest {
  private final ProgressBoard board = new ProgressBoard(3);

  @Test
  void everyFigureOfAStepIsTold() {
    board.obeying(1, 200, 200);
    board.waiting(ExitCode.STORAGE_UNAVAILABLE, "The store is away.");
    board.onStep(Steps.step(7, 200));

    // What is not known is left out of it.
    String told = board.progress().json();
    List<String> untold =
        Arrays.stream(Progress.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !List.of("checkpoint", "message").contains(name))
            .filter(name -> !told.contains("\"" + name + "\""))
            .toList();

    assertThat(untold).isEmpty();
  }

  @Test
  void beforeTheFirstStepNoFigureIsTold() {
    Progress progress = board.progress();

    assertThat(progress).isEqualTo(Progress.starting(3));
  }
}
