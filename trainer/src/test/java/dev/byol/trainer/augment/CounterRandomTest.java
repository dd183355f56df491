package dev.byol.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  @Test
  void theDrawsOfASeedNeverChange() {
    // Frozen: other values here mean that resumed runs would see other views.
    CounterRandom random = CounterRandom.of(42, 3, 1_281_166, View.VIEW2);
    assertThat(random.uniform(Draw.CROP_AREA)).isEqualTo(0.24180643690062575);
    assertThat(random.uniform(Draw.SOLARIZE)).isEqualTo(0.5910950874005899);
    assertThat(Draw.values()).extracting(Draw::number).doesNotHaveDuplicates();
    assertThat(Draw.SOLARIZE.number()).isEqualTo(15);
  }

  @Test
  void everyInputMattersAndNoTwoStreamsMeet() {
    Set<Double> seen = new HashSet<>();
    int draws = 0;
    for (long seed : new long[] {-1, 0, 1, 2, Long.MAX_VALUE}) {
      for (long epoch = 0; epoch < 8; epoch++) {
        for (long sample = 0; sample < 64; sample++) {
          for (View view : View.values()) {
            for (Draw draw : Draw.values()) {
              seen.add(CounterRandom.of(seed, epoch, sample, view).uniform(draw));
              draws++;
            }
          }
        }
      }
    }
    assertThat(seen).hasSize(draws);
  }

  @Test
  void everyDrawIsUniformOverSamplesAndEpochs() {
    int n = 20_000;
    for (Draw draw : Draw.values()) {
      double overSamples = 0;
      double overEpochs = 0;
      double product = 0;
      for (int i = 0; i < n; i++) {
        double a = CounterRandom.of(7, 0, i, View.VIEW1).uniform(draw);
        double b = CounterRandom.of(7, i, 0, View.VIEW1).uniform(draw);
        double c = CounterRandom.of(7, 0, i, View.VIEW2).uniform(draw);
        assertThat(a).isGreaterThanOrEqualTo(0).isLessThan(1);
        overSamples += a / n;
        overEpochs += b / n;
        product += (a - 0.5) * (c - 0.5) / n;
      }
      assertThat(overSamples).as("%s", draw).isCloseTo(0.5, within(5 * 0.29 / Math.sqrt(n)));
      assertThat(overEpochs).as("%s", draw).isCloseTo(0.5, within(5 * 0.29 / Math.sqrt(n)));
      assertThat(product).as("%s", draw).isCloseTo(0, within(5 / 12.0 / Math.sqrt(n)));
    }
  }

  @Test
  void probabilityZeroNeverHappensAndOneAlways() {
    for (int i = 0; i < 10_000; i++) {
      CounterRandom random = CounterRandom.of(1, 1, i, View.VIEW1);
      assertThat(random.happens(Draw.FLIP, 0)).isFalse();
      assertThat(random.happens(Draw.FLIP, 1)).isTrue();
      assertThat(random.below(Draw.JITTER_ORDER, 1)).isZero();
      assertThat(random.below(Draw.JITTER_ORDER, 24)).isBetween(0, 23);
    }
  }
}
