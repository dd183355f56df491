package dev.byol.trainer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapNeedTest {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  @Test
  void aSmallExperimentHasRoomForLargePicturesWhereTheMachineHas() {
    HeapNeed need = HeapNeed.of(64, 32, 100, 3000, 512);
    assertThat(need.heap(32 * GIB)).isBetween(2 * GIB, 2 * GIB + 100 * MIB);
    assertThat(need.heap(8 * GIB)).isBetween(512 * MIB, 600 * MIB);
    assertThat(need.heap(GIB)).isEqualTo(GIB / 4);
  }

  @Test
  void smallPicturesAndBatchesNeedNoMoreThanTheProgram() {
    assertThat(HeapNeed.of(8, 16, 0, 0, 64).least()).isLessThan(40 * MIB);
  }

  @Test
  void batchesAndFeaturesFitWhereOldObjectsLie() {
    HeapNeed need = HeapNeed.of(1024, 224, 100, 20_000, 2048);
    long old = need.least() / (HeapNeed.OLD_TO_YOUNG + 1) * HeapNeed.OLD_TO_YOUNG;
    assertThat(old).isGreaterThan(need.batches() + need.features());
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker/java.options", "byol"})
  void everyStartOfAWorkerDividesTheHeapAsThePlanSays(String file) throws IOException {
    assertThat(Files.readString(Path.of("..", file)))
        .contains("-XX:+UseSerialGC", "-XX:NewRatio=" + HeapNeed.OLD_TO_YOUNG);
  }

  @Test
  void aMachineThatDoesNotTellItsMemoryGetsAHeapThatJavaCanReserve() {
    MachineMemory unknown = MachineMemory.of(OptionalLong.empty(), OptionalLong.empty());
    assertThat(HeapNeed.of(64, 32, 100, 3000, 512).heap(unknown.forHeaps()))
        .isBetween(512 * MIB, 600 * MIB);
  }

  @Test
  void withoutTheKernelsFileJavaTellsTheMemory() {
    assertThat(MachineMemory.total(Path.of("/nowhere/meminfo")).orElseThrow())
        .isBetween(256 * MIB, 1L << 50);
  }

  @Test
  void theKernelsFileTellsWhatThereIsAndWhatIsFree(@TempDir Path folder) throws IOException {
    Path meminfo =
        Files.writeString(
            folder.resolve("meminfo"),
            "MemTotal:  2048 kB\nMemFree: 1 kB\nMemAvailable: 1024 kB\n");
    assertThat(MachineMemory.told(meminfo, "MemTotal")).hasValue(2 * MIB);
    assertThat(MachineMemory.told(meminfo, "MemAvailable")).hasValue(MIB);
    assertThat(MachineMemory.told(folder.resolve("none"), "MemAvailable")).isEmpty();
  }

  @Test
  void largeBatchesGetTheirHeapAndFewerAhead() {
    HeapNeed need = HeapNeed.of(1024, 224, 0, 0, 2048);
    long batch = 2L * 1024 * 3 * 224 * 224 * 4;
    assertThat(HeapNeed.batchesAhead(1024, 224)).isEqualTo(1);
    assertThat(HeapNeed.batchesAhead(64, 32)).isEqualTo(3);
    assertThat(need.batches()).isEqualTo(2 * batch);
    assertThat(need.heap(8 * GIB)).isGreaterThan(need.batches());
  }
}
