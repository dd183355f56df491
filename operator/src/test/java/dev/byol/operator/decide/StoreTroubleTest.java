package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.channel.WorkerWait;
import dev.byol.api.status.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Trouble with the store is waited for and told, and costs no budget. */
class StoreTroubleTest {
  private final World world = new World();

  @Test
  void storageThatIsAwayCostsNoBudgetHoweverLong() {
    world.running(120);
    for (int i = 0; i < 12; i++) {
      world.ends(0, ExitCode.STORAGE_UNAVAILABLE, "s3://runs does not answer").settle();
      world.pass(Duration.ofSeconds(300));
      world.settle();
      world.podsRun().settle();
    }
    assertThat(world.status.phase()).isEqualTo(Phase.STARTING);
    assertThat(world.status.budget())
        .returns(0, b -> b.failures())
        .returns(12, b -> b.disruptions());
  }

  @Test
  void storageThatRefusesIsWaitedForInItsOwnWordsAndIsNoStall() {
    world.running(120);
    String said = "cannot write s3://runs/photos: HTTP 400 ExpiredToken; renew the credentials";
    world.waitsFor(new WaitReport(ExitCode.STORAGE_REFUSED, said)).settle();
    for (int i = 0; i < 40; i++) {
      world.pass(Duration.ofSeconds(60));
      world.waitsFor(new WaitReport(ExitCode.STORAGE_REFUSED, said)).settle();
    }
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.attempt().number()).isEqualTo(1);
    assertThat(world.condition("Degraded"))
        .returns("True", c -> c.status())
        .returns("StorageRefused", c -> c.reason())
        .satisfies(c -> assertThat(c.message()).contains(said, "credentialsSecret"));
    assertThat(world.status.message()).contains(said);
    assertThat(world.told)
        .filteredOn(notice -> notice.reason().equals("StorageRefused"))
        .as("one event a wait")
        .hasSize(1);
    assertThat(world.status.budget())
        .returns(0, b -> b.failures())
        .returns(0, b -> b.disruptions());

    world.waitsFor(null).settle();
    assertThat(world.condition("Degraded").reason()).isNotEqualTo("StorageRefused");
    world.pass(Duration.ofSeconds(599));
    assertThat(world.status.attempt().stopReason()).as("the wait was no stall").isNull();
    world.pass(Duration.ofSeconds(1));
    assertThat(world.status.attempt().stopReason()).isEqualTo("Stalled");
  }

  @Test
  void whatAnotherRankWaitsForIsToldWithItsPodAndIsNoStallEither() {
    world.running(120);
    String said = "cannot read s3://pictures: HTTP 403 AccessDenied";
    var refused = new WaitReport(ExitCode.STORAGE_REFUSED, said);
    world.anotherWaitsFor(new WorkerWait(1, 1, refused)).settle();
    for (int i = 0; i < 40; i++) {
      world.now = world.now.plusSeconds(60);
      world.reports(120, null).settle();
    }
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.condition("Degraded"))
        .returns("StorageRefused", c -> c.reason())
        .satisfies(
            c ->
                assertThat(c.message())
                    .contains("worker 1 (pod photos-a1-1 on node node-1): " + said));
    assertThat(world.reasonsTold()).containsOnlyOnce("StorageRefused");

    world.anotherWaitsFor(null).settle();
    assertThat(world.condition("Degraded").reason()).isNotEqualTo("StorageRefused");
    world.pass(Duration.ofSeconds(590));
    assertThat(world.status.attempt().stopReason()).as("the wait was no stall").isNull();
  }

  @Test
  void whatAWorkerOfAnotherAttemptOrOneThatIsGoneWaitedForSaysNothing() {
    world.running(120);
    var refused = new WaitReport(ExitCode.STORAGE_REFUSED, "HTTP 403");
    world.anotherWaitsFor(new WorkerWait(7, 1, refused)).settle();
    assertThat(world.condition("Degraded").reason()).isNotEqualTo("StorageRefused");
    world.anotherWaitsFor(new WorkerWait(1, 5, refused)).settle();
    assertThat(world.condition("Degraded").reason()).isNotEqualTo("StorageRefused");
  }

  @Test
  void aSuspensionWhileTheStoreRefusesSaysWhatWasNotSavedAndCostsNothing() {
    world.running(120);
    world.edit("spec.suspend=true").settle();
    String said = "the checkpoint of step 120 could not be written to s3://runs/photos: HTTP 403.";
    world.ends(0, ExitCode.STORAGE_REFUSED, said).ends(1, ExitCode.PEER_LOST, "rank 0").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.SUSPENDED);
    assertThat(world.status.message()).startsWith("Suspended").contains(said);
    assertThat(world.status.budget())
        .returns(0, b -> b.failures())
        .returns(0, b -> b.disruptions());
  }

  @Test
  void oldCheckpointsMakeItDegraded() {
    world.running(120);
    for (int i = 0; i < 12; i++) {
      world.reports(121 + i, world.lease.get().progress().get().checkpoint());
      world.pass(Duration.ofSeconds(100));
    }
    assertThat(world.condition("Degraded")).returns("CheckpointLagging", c -> c.reason());
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }
}
