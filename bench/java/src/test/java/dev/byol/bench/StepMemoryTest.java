package dev.byol.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

class StepMemoryTest {
  /** ND4J numbers every piece of native memory that it allocates. */
  @Test
  void afterTheFirstStepsNothingIsAllocated() {
    try (Engine engine = Nd4jEngine.start(Precision.FLOAT32);
        StepBench bench = bench(engine)) {
      bench.step();
      bench.step();
      long before = Nd4j.getDeallocatorService().nextValue();
      for (int i = 0; i < 20; i++) {
        bench.step();
      }
      long after = Nd4j.getDeallocatorService().nextValue();

      assertThat(after - before - 1).as("allocations in 20 steps").isZero();
    }
  }

  /** JavaCPP counts the bytes of all native memory that it has allocated and not yet freed. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void onTheFastEngineNothingIsAllocatedAfterTheFirstSteps(Precision precision) {
    assumeThat(OneDnnEngine.obstacle(precision)).isEmpty();
    try (Engine engine = OneDnnEngine.start(precision);
        StepBench bench = bench(engine)) {
      bench.step();
      bench.step();
      long bytes = Pointer.totalBytes();
      long pieces = Pointer.totalCount();
      for (int i = 0; i < 20; i++) {
        bench.step();
      }
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pieces);
    }
  }

  private static StepBench bench(Engine engine) {
    return new StepBench(engine, StepBench.Setting.of(Architecture.TINY, 16, 6), 2);
  }
}
