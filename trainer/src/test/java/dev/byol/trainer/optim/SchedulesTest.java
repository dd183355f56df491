package dev.byol.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SchedulesTest {
  private static final LearningRateSchedule RATE = LearningRateSchedule.warmupCosine(0.3, 512, 10);

  @Test
  void theLearningRateStartsAtZeroAndPeaksWhenTheWarmUpEnds() {
    assertThat(RATE.at(0, 100)).isZero();
    assertThat(RATE.at(5, 100)).isEqualTo(0.3);
    assertThat(RATE.at(10, 100)).isEqualTo(0.6);
    assertThat(RATE.at(55, 100)).isCloseTo(0.3, within(1e-15));
  }

  @Test
  void theLearningRateIsZeroFromTheEndOn() {
    assertThat(RATE.at(100, 100)).isZero();
    assertThat(RATE.at(1_000_000, 100)).isZero();
  }

  @Test
  void withoutWarmUpTheFirstStepHasThePeak() {
    assertThat(LearningRateSchedule.warmupCosine(0.2, 256, 0).at(0, 10)).isEqualTo(0.2);
  }

  @Test
  void aWarmUpAsLongAsTheRunEndsAtZero() {
    assertThat(RATE.at(9, 10)).isCloseTo(0.54, within(1e-15));
    assertThat(RATE.at(10, 10)).isZero();
  }

  @Test
  void aWarmUpLongerThanTheRunIsRefusedWithTheRemedy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RATE.at(0, 9))
        .withMessageContaining("warm-up of 10 steps is longer than the run of 9");
  }

  @Test
  void tauRisesFromItsBaseToOne() {
    TargetDecaySchedule tau = TargetDecaySchedule.cosine(0.99);
    double before = tau.at(0, 50);
    assertThat(before).isCloseTo(0.99, within(1e-15));
    for (int step = 1; step <= 50; step++) {
      assertThat(tau.at(step, 50)).isGreaterThan(before);
      before = tau.at(step, 50);
    }
    assertThat(before).isEqualTo(1);
    assertThat(tau.at(51, 50)).isEqualTo(1);
  }

  @Test
  void constantsStayConstant() {
    assertThat(LearningRateSchedule.constant(0.1).at(7, 9)).isEqualTo(0.1);
    assertThat(TargetDecaySchedule.constant(1).at(7, 9)).isEqualTo(1);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> RATE.at(-1, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> RATE.at(0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.warmupCosine(Double.NaN, 8, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateSchedule.warmupCosine(0.1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> TargetDecaySchedule.cosine(1.01));
    assertThatIllegalArgumentException().isThrownBy(() -> TargetDecaySchedule.constant(-0.1));
  }
}
