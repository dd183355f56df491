package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.engine.Engine;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.nd4j.Nd4jEngine;
import dev.byol.trainer.nn.EncoderSpec.Architecture;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class StepMemoryTest {
  /** ND4J numbers every piece of native memory that it allocates. */
  @Test
  void afterTheFirstStepsNothingIsAllocated() {
    try (Engine engine = Nd4jEngine.start(Precision.FLOAT32);
        StepBench bench =
            new StepBench(engine, StepBench.Setting.of(Architecture.TINY, 16, 6), 2)) {
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
}
