package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.byol.StepMemory;
import dev.byol.trainer.memory.MachineMemory;
import dev.byol.trainer.memory.WorkerMemory;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is told when other programs hold the memory of a machine that is large enough. */
class MemoryScarcityTest {
  private static final long MIB = 1L << 20;
  private static final WorkerMemory NEEDED =
      new WorkerMemory(8, new StepMemory(0, 0, 350 * MIB, 0, 0), 0, 500 * MIB);

  private final Memory twoWorkers =
      new Memory(null, 2, new MachineMemory(8192 * MIB, "this machine"));

  @Test
  void itIsToldWhenAllWorkersTogetherNeedMoreThanIsFree() {
    assertThat(twoWorkers.scarcity(NEEDED, OptionalLong.of(700 * MIB)).orElseThrow())
        .contains("2.0 GiB of memory may be needed here, and only 700 MiB are free now");
    assertThat(twoWorkers.scarcity(NEEDED, OptionalLong.of(2000 * MIB))).isEmpty();
  }

  @Test
  void whereNobodyTellsWhatIsFreeNothingIsSaid() {
    assertThat(twoWorkers.scarcity(NEEDED, OptionalLong.empty())).isEmpty();
  }
}
