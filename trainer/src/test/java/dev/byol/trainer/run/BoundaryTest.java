package dev.byol.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.Control;
import dev.byol.trainer.collective.Collectives;
import dev.byol.trainer.telemetry.Orders;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BoundaryTest {
  private static Boundary of(StopRequest stop, Control control, long supersededBy) {
    return new Boundary(Collectives.solo(), stop, new Says(control, supersededBy));
  }

  @Test
  void withoutOrdersTheRunGoesOn() {
    Agreement agreed =
        new Boundary(Collectives.solo(), StopRequest.NEVER, Orders.NONE).settle(false, false);

    assertThat(agreed.stop()).isFalse();
    assertThat(agreed.save()).isFalse();
    assertThat(agreed.order().isNone()).isTrue();
  }

  @Test
  void aRequestToStopStops() {
    assertThat(of(() -> true, null, 0).settle(false, false).stop()).isTrue();
  }

  @Test
  void aCheckpointThatIsDueIsSavedByAll() {
    assertThat(of(StopRequest.NEVER, null, 0).settle(true, false).save()).isTrue();
  }

  @Test
  void aGenerationIsObeyedOnce() {
    Boundary boundary =
        of(StopRequest.NEVER, new Control(1, 5, Control.Action.CHECKPOINT, 400L, 600L, null), 0);

    Agreement first = boundary.settle(false, false);
    Agreement second = boundary.settle(false, false);

    assertThat(first.order())
        .isEqualTo(new Agreement.Order(5, true, OptionalLong.of(400), OptionalLong.of(600)));
    assertThat(second.order().isNone()).isTrue();
    assertThat(second.order().checkpoint()).isFalse();
  }

  @Test
  void partsAreReadyWhenAllSaySo() {
    assertThat(of(StopRequest.NEVER, null, 0).settle(false, true).partsReady()).isTrue();
    assertThat(of(StopRequest.NEVER, null, 0).settle(false, false).partsReady()).isFalse();
  }

  @Test
  void theOperatorsStopIsAStop() {
    Control stop = new Control(1, 5, Control.Action.STOP, null, null, null);

    assertThat(of(StopRequest.NEVER, stop, 0).settle(false, false).stop()).isTrue();
  }

  @Test
  void aNewerAttemptIsKnownToAll() {
    assertThat(of(StopRequest.NEVER, null, 8).settle(false, false).supersededBy()).hasValue(8);
  }

  /** Says the same all the time. */
  private record Says(Control said, long newerAttempt) implements Orders {
    @Override
    public Optional<Control> control() {
      return Optional.ofNullable(said);
    }

    @Override
    public OptionalLong supersededBy() {
      return newerAttempt > 0 ? OptionalLong.of(newerAttempt) : OptionalLong.empty();
    }
  }
}
