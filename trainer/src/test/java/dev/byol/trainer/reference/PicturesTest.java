package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.byol.trainer.engine.InputNormalisation;
import dev.byol.trainer.engine.Lifetime;
import dev.byol.trainer.engine.Pictures;
import dev.byol.trainer.engine.Precision;
import dev.byol.trainer.engine.Shape;
import dev.byol.trainer.engine.Tensor;
import dev.byol.trainer.engine.onednn.OneDnnEngine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The entry of pictures on each engine against its definition, over awkward sizes. */
class PicturesTest {
  /** Of a value in bfloat16, relative to it. */
  private static final double BFLOAT16_ROUNDING = 1.0 / 256;

  @ParameterizedTest
  @CsvSource({
    "ND4J, FLOAT32, 1, 1",
    "ND4J, FLOAT64, 3, 17",
    "ND4J, FLOAT32, 2, 16",
    "ONEDNN, FLOAT32, 1, 1",
    "ONEDNN, FLOAT32, 3, 17",
    "ONEDNN, FLOAT32, 2, 16",
    "ONEDNN, FLOAT32, 5, 33",
    "ONEDNN_BFLOAT16, FLOAT32, 3, 17",
    "ONEDNN_BFLOAT16, FLOAT32, 1, 1"
  })
  void arePutWhereTheyBelongNormalised(
      EngineUnderTest kind, Precision precision, int images, int side) throws Throwable {
    Precision computed = kind == EngineUnderTest.ONEDNN_BFLOAT16 ? Precision.BFLOAT16 : precision;
    assumeThat(kind == EngineUnderTest.ND4J || OneDnnEngine.obstacle(computed).isEmpty()).isTrue();
    kind.run(() -> check(computed, precision, images, side));
  }

  private static void check(Precision computed, Precision precision, int images, int side) {
    int perImage = side * side * 3;
    FloatBuffer pictures = noise((images + 2) * perImage);
    try (LaneBench bench = new LaneBench(precision)) {
      Tensor tensor =
          bench.lane().activation(new Shape(images + 1, side, side, 3), Lifetime.always());
      Pictures entry = bench.lane().pictures(tensor);
      bench.lane().allocate();

      entry.take(pictures, 2, images, 1);

      double[] values = LaneBench.read(tensor);
      for (int i = 0; i < values.length; i++) {
        double expected =
            i < perImage ? 0 : InputNormalisation.normalised(pictures.get(i + perImage), i % 3);
        if (computed == Precision.BFLOAT16) {
          assertThat(values[i])
              .as("value %d", i)
              .isCloseTo(expected, within(BFLOAT16_ROUNDING * Math.abs(expected)));
        } else {
          assertThat(values[i]).as("value %d", i).isEqualTo(precision.round(expected));
        }
      }
    }
  }

  /** In direct memory, as a loader may hand it over. */
  private static FloatBuffer noise(int length) {
    FloatBuffer noise =
        ByteBuffer.allocateDirect(length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < length; i++) {
      noise.put(i, (float) random.nextDouble());
    }
    return noise;
  }
}
