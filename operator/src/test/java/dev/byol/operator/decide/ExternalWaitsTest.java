package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WaitReport;
import dev.byol.operator.refusal.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExternalWaitsTest {
  private static final WaitReport REFUSED = new WaitReport(ExitCode.STORAGE_REFUSED, "HTTP 403");

  private final World world = new World();

  @Test
  void theEndOfAWaitIsNoStallWhateverElseIsRefusedMeanwhile() {
    world.running(120);
    world.refusal = Optional.of(new Refusal(Refusal.Kind.FORBIDDEN, "The API server refuses."));
    world.waitsFor(REFUSED).settle();
    for (int i = 0; i < 20; i++) {
      world.pass(Duration.ofSeconds(60));
    }
    world.waitsFor(null).settle();
    world.pass(Duration.ofSeconds(400));
    assertThat(world.reasonsTold()).doesNotContain("Stalled");

    world.pass(Duration.ofSeconds(400));
    assertThat(world.reasonsTold()).contains("Stalled");
  }
}
