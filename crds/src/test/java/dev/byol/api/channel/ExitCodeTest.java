package dev.byol.api.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void onlyWhatAnEditAloneMendsIsFinalAmongTheFailuresOfAWorker() {
    assertThat(Arrays.stream(ExitCode.values()).filter(c -> c.reason().sequel() == Sequel.NONE))
        .containsExactlyInAnyOrder(
            ExitCode.DONE,
            ExitCode.USER_MUST_MEND,
            ExitCode.BAD_EXPERIMENT,
            ExitCode.BAD_DATA,
            ExitCode.WRONG_CHECKPOINT);
  }
}
