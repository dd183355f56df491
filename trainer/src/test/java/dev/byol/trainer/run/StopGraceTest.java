package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.channel.WorkerVariables;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopGraceTest {
  /** Both ends of spec.workers.terminationGracePeriodSeconds, and what lies between. */
  @ParameterizedTest
  @ValueSource(ints = {10, 30, 120, 600, 86400})
  void aWorkerGivesUpBeforeItIsKilled(int seconds) {
    StopGrace grace = of(Integer.toString(seconds));
    Duration whole = Duration.ofSeconds(seconds);
    assertThat(grace.forSaving(Duration.ZERO)).isPositive().isLessThan(whole);
    assertThat(grace.forPictures()).isPositive().isLessThan(whole.dividedBy(2));
  }

  @Test
  void aLongStepInHandLeavesSomeTimeToSaveAndIsNotExceeded() {
    StopGrace grace = of("30");
    assertThat(grace.forSaving(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(5));
    assertThat(grace.forSaving(Duration.ofSeconds(31))).isZero();
  }

  @Test
  void whereNobodyKillsItThereIsTimeToSave() {
    assertThat(StopGrace.of(Map.of()).forSaving(Duration.ofHours(1)))
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aWrongVariableIsNamed() {
    assertThatThrownBy(() -> of("soon"))
        .isInstanceOf(WrongEnvironmentException.class)
        .hasMessageContaining(WorkerVariables.GRACE_SECONDS);
  }

  private static StopGrace of(String seconds) {
    return StopGrace.of(Map.of(WorkerVariables.GRACE_SECONDS, seconds));
  }
}
