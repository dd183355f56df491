package dev.byol.trainer.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.byol.trainer.engine.Lane;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Shape;
import org.junit.jupiter.api.Test;

class Nd4jEngineTest {
  @Test
  void lanesWhoseMemoryHoldsTheSameValuesAreClosedInAnyOrder() {
    try (Nd4jEngine engine = Nd4jEngine.start(Precision.FLOAT64)) {
      Lane first = zeros(engine);
      Lane second = zeros(engine);
      assertThatCode(
              () -> {
                second.close();
                first.close();
              })
          .doesNotThrowAnyException();
    }
  }

  private static Lane zeros(Nd4jEngine engine) {
    Lane lane = engine.newLane();
    lane.tensor(Shape.vectors(4, 3), Lifetime.always());
    lane.allocate();
    return lane;
  }
}
