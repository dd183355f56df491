package dev.byol.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class FeatureReportTest {
  private static FeatureReport measure(double noise) {
    return FeatureReport.measure(
        Made.clouds(400, 24, 4, noise, 1),
        Made.clouds(120, 24, 4, noise, 2),
        FeatureReport.Settings.DEFAULT,
        Runnable::run);
  }

  @Test
  void cleanerFeaturesScoreHigherInEveryAccuracy() {
    FeatureReport clean = measure(1);
    FeatureReport noisy = measure(5);
    assertThat(clean.linear()).isGreaterThan(noisy.linear());
    assertThat(clean.kNearestNeighbours()).isGreaterThan(noisy.kNearestNeighbours());
    assertThat(clean.fewLabels().mean()).isGreaterThan(noisy.fewLabels().mean());
  }

  @Test
  void theReportDoesNotDependOnThreads() {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      FeatureReport together =
          FeatureReport.measure(
              Made.clouds(400, 24, 4, 3, 1),
              Made.clouds(120, 24, 4, 3, 2),
              FeatureReport.Settings.DEFAULT,
              threads);
      assertThat(together).isEqualTo(measure(3));
    } finally {
      threads.shutdownNow();
    }
  }
}
