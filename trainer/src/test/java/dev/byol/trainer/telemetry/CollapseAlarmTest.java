package dev.byol.trainer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CollapseAlarmTest {
  private static final int D = 64;
  private static final double HEALTHY = 0.9 / 8;
  private static final double COLLAPSED = 0.2 / 8;
  private static final double BETWEEN = 0.3 / 8;

  @Test
  void isRaisedOnlyAfterALowStdIsSustained() {
    CollapseAlarm almost = after(CollapseAlarm.quiet(D), COLLAPSED, CollapseAlarm.RAISE_AFTER - 1);

    assertThat(almost.raised()).isFalse();
    assertThat(almost.next(COLLAPSED).raised()).isTrue();
  }

  @Test
  void oneHealthyMeasurementStartsTheCountAgain() {
    CollapseAlarm almost = after(CollapseAlarm.quiet(D), COLLAPSED, CollapseAlarm.RAISE_AFTER - 1);

    assertThat(after(almost.next(HEALTHY), COLLAPSED, CollapseAlarm.RAISE_AFTER - 1).raised())
        .isFalse();
  }

  @Test
  void staysRaisedBetweenTheTwoThresholds() {
    CollapseAlarm raised = after(CollapseAlarm.quiet(D), COLLAPSED, CollapseAlarm.RAISE_AFTER);

    assertThat(after(raised, BETWEEN, 1000).raised()).isTrue();
    assertThat(after(CollapseAlarm.quiet(D), BETWEEN, 1000).raised()).isFalse();
  }

  @Test
  void clearsWhenTheProjectionsSpreadAgain() {
    CollapseAlarm raised = after(CollapseAlarm.quiet(D), COLLAPSED, CollapseAlarm.RAISE_AFTER);

    assertThat(after(raised, HEALTHY, CollapseAlarm.RAISE_AFTER).raised()).isFalse();
  }

  @Test
  void aStdThatIsNotANumberCountsAsCollapsed() {
    assertThat(after(CollapseAlarm.quiet(D), Double.NaN, CollapseAlarm.RAISE_AFTER).raised())
        .isTrue();
  }

  @Test
  void theThresholdFollowsTheDimensions() {
    assertThat(CollapseAlarm.quiet(256).threshold()).isEqualTo(0.25 / 16);
  }

  @Test
  void dimensionsMustBePositive() {
    assertThatThrownBy(() -> CollapseAlarm.quiet(0)).hasMessage("dimensions 0 must be at least 1");
  }

  private static CollapseAlarm after(CollapseAlarm alarm, double std, int times) {
    CollapseAlarm now = alarm;
    for (int i = 0; i < times; i++) {
      now = now.next(std);
    }
    return now;
  }
}
