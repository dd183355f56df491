package dev.byol.trainer.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.trainer.byol.ByolNetwork;
import dev.byol.trainer.byol.NetworkSpec;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.choice.EngineRequest;
import dev.byol.trainer.engine.choice.Engines;
import dev.byol.trainer.nn.EncoderSpec;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MemoryPlannerTest {
  private static final long MIB = 1L << 20;
  private static final MachineMemory UNKNOWN =
      new MachineMemory(MachineMemory.UNKNOWN, "this machine");
  private static final IntFunction<HeapNeed> NEEDS =
      pictures -> HeapNeed.of(pictures, 32, 0, 0, 512);

  @Test
  void whatFitsIsLetThrough() {
    WorkerMemory needed = needed(planner(64, 1));
    MachineMemory exactly = new MachineMemory(needed.total(), "this machine");
    assertThat(planner(64, 1).require(exactly, 1)).isEqualTo(needed);
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheLargestBatchThatDoes() {
    MemoryPlanner planner = planner(512, 1);
    long limit = needed(planner(200, 1)).total();
    assertThatThrownBy(() -> planner.require(new MachineMemory(limit, "this machine"), 1))
        .isInstanceOf(NotEnoughMemoryException.class)
        .hasMessageContaining("for 512 pictures a step")
        .hasMessageContaining("spec.workers.resources.limits.memory")
        .satisfies(
            refused -> {
              int fits = number(refused, "(\\d+) pictures a worker would fit");
              assertThat(fits).isBetween(180, 200);
              assertThat(needed(planner(fits, 1)).total()).isLessThanOrEqualTo(limit);
              assertThat(number(refused, "train with (\\d+) workers"))
                  .isEqualTo((512 + fits - 1) / fits);
            });
  }

  @Test
  void workersThatShareAMachineHaveTheirPartOfIt() {
    MemoryPlanner planner = planner(64, 2);
    long one = needed(planner).total();
    MachineMemory here = new MachineMemory(2 * one - MIB, "this machine");
    assertThat(planner.require(here, 1)).isNotNull();
    assertThatThrownBy(() -> planner.require(here, 2)).hasMessageContaining("for 2 workers");
  }

  @Test
  void whereNotOnePictureFitsItIsSaid() {
    assertThatThrownBy(() -> planner(64, 1).require(new MachineMemory(MIB, "this machine"), 1))
        .hasMessageContaining("not even one picture fits");
  }

  @Test
  void aShareThatNoTensorCanHoldIsRefusedInWords() {
    MachineMemory large = new MachineMemory(1L << 50, "this machine");
    assertThatThrownBy(() -> planner(1_000_000, 1, fitting(8192 * MIB)).require(large, 1))
        .isInstanceOf(NotEnoughMemoryException.class)
        .hasMessageContaining("tensors larger than 2 GiB")
        .satisfies(
            refused -> {
              int fits = number(refused, "set spec.training.globalBatch to (\\d+)");
              assertThat(planner(fits, 1, fitting(8192 * MIB)).require(large, 1).pictures())
                  .isEqualTo(fits);
            });
    assertThatThrownBy(
            () ->
                planner(1_000_000, 1, fitting(8192 * MIB))
                    .require(new MachineMemory(1L << 30, "this machine"), 1))
        .hasMessageContaining("a worker needs more than")
        .hasMessageContaining("pictures a worker would fit");
  }

  @Test
  void aContainerHasRoomForWhatIsOutsideTheHeapWhenTheHeapHasItsQuarter() {
    WorkerMemory needed = needed(planner(64, 1));
    long container = needed.containerGib(new HeapNeed(0, 0)) << 30;
    assertThat(container - container / 4).isGreaterThanOrEqualTo(needed.outsideHeap());
  }

  private static WorkerMemory needed(MemoryPlanner planner) {
    return planner.require(UNKNOWN, 1);
  }

  private static int number(Throwable refused, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(refused.getMessage());
    assertThat(matcher.find()).as(refused.getMessage()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void theHeapOfSmallerBatchesIsSmallerToo() {
    MemoryPlanner planner = planner(16_384, 1, fitting(2048 * MIB));
    assertThatThrownBy(() -> planner.require(new MachineMemory(2048 * MIB, "this machine"), 1))
        .hasMessageContaining("pictures a worker would fit")
        .satisfies(
            refused -> {
              int fits = number(refused, "(\\d+) pictures a worker would fit");
              MachineMemory here = new MachineMemory(2048 * MIB, "this machine");
              WorkerMemory offered = planner(fits, 1, fitting(2048 * MIB)).require(here, 1);
              assertThat(offered.heap()).isLessThan(planner.heap());
            });
  }

  @Test
  void aFixedHeapThatDoesNotHoldTheBatchesIsRefusedWithTheLargestItHolds() {
    Heaps little = Heaps.fixed(NEEDS, 64 * MIB);
    assertThatThrownBy(() -> planner(2048, 1, little).require(UNKNOWN, 1))
        .isInstanceOf(NotEnoughMemoryException.class)
        .hasMessageContaining("need a Java heap of ")
        .hasMessageContaining(", and it has 64 MiB; set BYOL_JAVA_OPTS=-Xmx")
        .satisfies(
            refused -> {
              int fits = number(refused, "set spec.training.globalBatch to (\\d+)");
              assertThat(planner(fits, 1, little).require(UNKNOWN, 1).pictures()).isEqualTo(fits);
              assertThatThrownBy(() -> planner(fits + 2, 1, little).require(UNKNOWN, 1))
                  .isInstanceOf(NotEnoughMemoryException.class);
            });
  }

  @Test
  void aLaunchersHeapForWhatDoesNotFitIsNotThatOfWhatIsOffered() {
    long memory = 2048 * MIB;
    Heaps launched = fitting(memory).with(16_384, 1500 * MIB);
    assertThatThrownBy(
            () ->
                planner(16_384, 1, launched).require(new MachineMemory(memory, "this machine"), 1))
        .satisfies(
            refused ->
                assertThat(number(refused, "(\\d+) pictures a worker would fit"))
                    .isGreaterThan(100));
  }

  private static Heaps fitting(long memory) {
    return Heaps.fitting(NEEDS, memory);
  }

  private static MemoryPlanner planner(int globalBatch, int workers) {
    return planner(globalBatch, workers, Heaps.fixed(NEEDS, 256 * MIB));
  }

  private static MemoryPlanner planner(int globalBatch, int workers, Heaps heaps) {
    ByolNetwork network =
        ByolNetwork.of(
            new NetworkSpec(
                EncoderSpec.of(EncoderSpec.Architecture.TINY, EncoderSpec.Version.V1),
                32,
                64,
                16,
                64,
                3,
                0.9,
                1e-5));
    return new MemoryPlanner(
        () -> Engines.planning(Precision.FLOAT32, EngineRequest.of(Map.of())),
        network,
        globalBatch,
        workers,
        2,
        32,
        heaps);
  }
}
