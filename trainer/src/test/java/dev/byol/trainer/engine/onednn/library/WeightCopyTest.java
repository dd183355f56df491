package dev.byol.trainer.engine.onednn.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.FlatBuffer;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When weights in a layout of the library's are copied anew. */
class WeightCopyTest {
  private static final int LENGTH = 8;

  @BeforeEach
  void theFastEngineRunsHere() {
    assumeThat(OneDnnEngine.obstacle(Precision.FLOAT32)).isEmpty();
  }

  /** Counts how often it is copied. */
  private static final class Counted extends WeightCopy {
    private int copies;

    Counted(OneDnnFlatBuffer source) {
      super(source);
    }

    @Override
    protected void copy() {
      copies++;
    }

    @Override
    public void close() {}
  }

  @Test
  void readingParametersForACheckpointLeavesTheirCopiesGood() {
    assertThat(
            copiesAfter(
                parameters -> {
                  parameters.read(new double[LENGTH]);
                  parameters.readBytes(bytes());
                  parameters.slice(2, 4).readBytes(bytes());
                  parameters.norm();
                }))
        .isEqualTo(1);
  }

  @Test
  void restoringParametersMakesTheirCopiesStale() {
    assertThat(copiesAfter(parameters -> parameters.slice(2, 4).writeBytes(bytes().limit(16))))
        .isEqualTo(2);
  }

  /** Copies that a use before and one after {@code work} make together. */
  private static int copiesAfter(Consumer<FlatBuffer> work) {
    try (OneDnnEngine engine = OneDnnEngine.start(Precision.FLOAT32)) {
      FlatBuffer parameters = engine.flat("parameters", LENGTH);
      try (Counted copy = new Counted(OneDnnFlatBuffer.of(parameters))) {
        copy.refresh();
        work.accept(parameters);
        copy.refresh();
        return copy.copies;
      }
    }
  }

  private static ByteBuffer bytes() {
    return ByteBuffer.allocate(LENGTH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
