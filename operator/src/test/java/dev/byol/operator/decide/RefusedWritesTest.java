package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WaitReport;
import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.refusal.Refusal.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the API server refuses is explained, and told as done only once it is. */
class RefusedWritesTest {
  private static final Refusal FORBIDDEN =
      new Refusal(Kind.FORBIDDEN, "The API server refused to change the Lease.");

  private final World world = new World();

  @Test
  void objectsThatTheApiServerRefusesAreExplained() {
    world.passThatDies();
    world.refusal =
        Optional.of(new Refusal(Kind.QUOTA, "jobs.batch is forbidden: exceeded quota: team"));
    world.passThatDies();
    assertThat(world.status.message())
        .isEqualTo("Attempt 1 cannot be started: jobs.batch is forbidden: exceeded quota: team");
    assertThat(world.condition("Scheduled").reason()).isEqualTo("QuotaExceeded");
  }

  @Test
  void whatIsRefusedIsNotToldAsDoneAndIsToldOnceWhenItIs() {
    world.running(120);
    world.refusal = Optional.of(FORBIDDEN);
    world.edit("spec.lifecycle.checkpointNonce=now").pass();
    world.pass(Duration.ofSeconds(30));
    assertThat(world.reasonsTold()).doesNotContain("CheckpointOrdered");
    world.refusal = Optional.empty();
    world.settle();
    assertThat(world.reasonsTold()).containsOnlyOnce("CheckpointOrdered");
  }

  @Test
  void aWaitIsToldOnceHoweverLongSomethingElseIsRefused() {
    world.running(120);
    world.waitsFor(new WaitReport(ExitCode.STORAGE_REFUSED, "HTTP 403")).settle();
    world.refusal = Optional.of(FORBIDDEN);
    for (int i = 0; i < 5; i++) {
      world.pass(Duration.ofSeconds(30));
    }
    assertThat(world.reasonsTold()).containsOnlyOnce("StorageRefused");
  }
}
