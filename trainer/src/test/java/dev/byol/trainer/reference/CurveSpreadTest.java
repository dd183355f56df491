package dev.byol.trainer.reference;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CurveSpreadTest {
  /** Curves around a falling loss, each seed with an offset of its own of deviation 0.3. */
  private static CurveSpread runs(long firstSeed, double factor) {
    List<TrainingCurve> runs =
        LongStream.range(firstSeed, firstSeed + 3)
            .mapToObj(
                seed -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  double offset = 0.3 * random.nextGaussian();
                  double[] loss = new double[200];
                  Arrays.setAll(
                      loss,
                      i -> factor * (1.6 + 2 * Math.exp(-i / 30.0) + offset + random.nextDouble()));
                  return new TrainingCurve(seed, Map.of("loss", loss));
                })
            .toList();
    return CurveSpread.of(runs, "loss");
  }

  @Test
  void otherSeedsOfTheSameRunAreTheSame() {
    runs(1, 1).assertSameAs(runs(11, 1), 4);
  }

  @Test
  void halfTheLossIsNot() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> runs(1, 1).assertSameAs(runs(11, 0.5), 4))
        .withMessageContaining("loss by tenth");
  }
}
