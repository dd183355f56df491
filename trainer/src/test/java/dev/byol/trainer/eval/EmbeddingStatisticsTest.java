package dev.byol.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EmbeddingStatisticsTest {
  private static EmbeddingStatistics of(float[] values, int rows, int dimensions) {
    return EmbeddingStatistics.of(new Features(values, rows, dimensions), Runnable::run);
  }

  @Test
  void directionsSpreadOverTheSphereHaveStdNearOneAndFullRank() {
    Features spread = Made.clouds(3000, 16, 2, 1000, 1).features();
    EmbeddingStatistics statistics = EmbeddingStatistics.of(spread, Runnable::run);
    assertThat(statistics.spread()).isCloseTo(1, within(0.02));
    assertThat(statistics.effectiveRank()).isCloseTo(16, within(0.1));
  }

  @Test
  void equalDirectionsHaveStdZeroAndRankOne() {
    EmbeddingStatistics statistics = of(new float[] {1, 2, 2, 4, 3, 6}, 3, 2);
    assertThat(statistics.spread()).isCloseTo(0, within(1e-7));
    assertThat(statistics.effectiveRank()).isCloseTo(1, within(1e-6));
  }

  @Test
  void theRankIsThatOfKnownSingularValues() {
    // Singular values 3 and 1: shares 0.75 and 0.25.
    double entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    EmbeddingStatistics statistics = of(new float[] {3, 0, 0, 0, 1, 0}, 2, 3);
    assertThat(statistics.effectiveRank()).isCloseTo(Math.exp(entropy), within(1e-9));
    EmbeddingStatistics transposed = of(new float[] {3, 0, 0, 1, 0, 0}, 3, 2);
    assertThat(transposed.effectiveRank()).isCloseTo(Math.exp(entropy), within(1e-9));
  }

  @Test
  void moreDimensionsThanPicturesGiveTheRankOfTheirTranspose() {
    Features wide = Made.clouds(50, 130, 2, 2, 3).features();
    float[] turned = new float[wide.values().length];
    for (int i = 0; i < turned.length; i++) {
      turned[i % 130 * 50 + i / 130] = wide.values()[i];
    }
    assertThat(EmbeddingStatistics.effectiveRank(wide, Runnable::run))
        .isCloseTo(of(turned, 130, 50).effectiveRank(), within(1e-6));
  }

  @Test
  void zerosHaveNeitherSpreadNorRank() {
    EmbeddingStatistics statistics = of(new float[6], 3, 2);
    assertThat(statistics.spread()).isZero();
    assertThat(statistics.effectiveRank()).isZero();
  }

  @Test
  void theScaleOfAPictureDoesNotChangeTheStd() {
    Features features = Made.clouds(100, 8, 3, 1, 2).features();
    float[] scaled = features.values().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= 1 + i / 8;
    }
    assertThat(EmbeddingStatistics.embeddingStd(new Features(scaled, 100, 8)))
        .isCloseTo(EmbeddingStatistics.embeddingStd(features), within(1e-6));
  }
}
