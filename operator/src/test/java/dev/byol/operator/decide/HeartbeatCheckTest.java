package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.status.Phase;
import dev.byol.operator.observe.HeartbeatHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Silence of the Lease, as of an account without rights, is no end of workers that run. */
class HeartbeatCheckTest {
  private final World world = new World();

  @Test
  void workersThatAreNeverHeardAreLeftAloneAndTold() {
    world.edit("spec.workers.serviceAccount=mine");
    world.beats = false;
    world.settle();
    world.podsRun().settle();
    assertThat(world.status.message()).startsWith("The workers start");
    world.pass(Duration.ofSeconds(120));
    assertThat(world.status.message())
        .startsWith("worker 0 (pod photos-a1-0 on node node-0) runs but does not renew")
        .contains("service account mine", "kubectl get rolebinding", "restartNonce");
    assertThat(world.condition("Progressing"))
        .returns("Unknown", c -> c.status())
        .returns("Unheard", c -> c.reason());
    assertThat(world.condition("Running").status()).isEqualTo("Unknown");
    for (int hour = 0; hour < 48; hour++) {
      world.pass(Duration.ofHours(1));
    }
    assertThat(world.status.attempt().number()).isEqualTo(1);
    assertThat(world.status.attempt().stopReason()).isNull();
    assertThat(world.status.budget().failures()).isZero();
    assertThat(world.reasonsTold()).containsOnlyOnce("Unheard");
  }

  @Test
  void whatUnheardWorkersNeedIsMadeAnewIfItIsGoneAndLookedForEverMoreSeldom() {
    world.running(120);
    hearLast();
    world.pass(Duration.ofSeconds(119));
    assertThat(restorations()).isZero();
    world.now = world.now.plusSeconds(1);
    assertThat(restorations()).isEqualTo(1);
    int looks = 0;
    for (int minute = 1; minute <= 64; minute++) {
      world.now = world.now.plusSeconds(60);
      looks += restorations();
    }
    assertThat(looks).isEqualTo(7);
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

  @Test
  void whatWorkersNeedThatRunAndDoNotMeetIsMadeAnewToo() {
    world.settle();
    world.podsRun().settle();
    world.now = world.now.plusSeconds(59);
    assertThat(restorations()).isZero();
    world.now = world.now.plusSeconds(1);
    assertThat(restorations()).isEqualTo(1);
  }

  @Test
  void aConfigMapThatSomebodyDeletedIsMadeAnewAsItWas() {
    world.running(120);
    String config = world.status.attempt().config();
    world.configs.clear();
    hearLast();
    world.now = world.now.plusSeconds(120);
    assertThat(restored())
        .singleElement()
        .returns(true, Action.Restore::config)
        .returns(config, restore -> restore.plan().config().name());
  }

  @Test
  void ofASpecThatChangedSinceNoOtherConfigMapIsMade() {
    world.running(120);
    world.configs.clear();
    hearLast();
    world.edit("spec.training.maxSteps=100000");
    world.now = world.now.plusSeconds(120);
    assertThat(restored()).isEmpty();
  }

  @Test
  void ofAnAttemptThatAnotherVersionBeganNothingIsMadeAnew() {
    world.running(120);
    world.jobs.replaceAll((number, job) -> job.withLease("photos"));
    world.pass(Duration.ofMinutes(10));
    assertThat(restorations()).isZero();
  }

  private int restorations() {
    return restored().size();
  }

  private List<Action.Restore> restored() {
    return world.pass().actions().stream()
        .filter(Action.Restore.class::isInstance)
        .map(Action.Restore.class::cast)
        .toList();
  }

  @Test
  void whatTheyAchieveCountsAllTheSame() {
    world.beats = false;
    world.settle();
    world.podsRun().settle();
    world.pass(Duration.ofHours(1));
    world.completes(null).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
  }

  @Test
  void aWorkerThatFallsSilentIsNotCalledStalled() {
    world.running(120);
    hearLast();
    world.pass(Duration.ofSeconds(119));
    assertThat(world.condition("Progressing").reason()).isEqualTo("StepsAreTaken");
    world.pass(Duration.ofSeconds(1));
    assertThat(world.condition("Progressing").reason()).isEqualTo("Unheard");
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofHours(3));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.attempt().stopReason()).isNull();
  }

  @Test
  void aWorkerThatIsHeardAgainIsWatchedAgain() {
    world.running(120);
    hearLast();
    world.pass(Duration.ofHours(1));
    world.beats = true;
    world.trainsTo(130).settle();
    assertThat(world.condition("Progressing").reason()).isEqualTo("StepsAreTaken");
    world.pass(Duration.ofSeconds(600));
    assertThat(world.status.attempt().stopReason()).isEqualTo("Stalled");
  }

  @Test
  void aSilentExperimentIsNotLookedAtAllTheTime() {
    world.running(120);
    hearLast();
    world.pass(Duration.ofHours(1));
    assertThat(world.pass().again().orElse(Duration.ofSeconds(60)))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aSilentExperimentCanBeSuspended() {
    world.running(120);
    hearLast();
    world.pass(Duration.ofHours(1));
    world.edit("spec.suspend=true").pass();
    world.pass(Duration.ofMinutes(5));
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.SUSPENDED);
  }

  @Test
  void whereTheFirstWorkersPodIsGoneNoOtherIsBlamedForItsSilence() {
    world.running(120);
    hearLast();
    world.pods.remove("photos-a1-0");
    world.pass(Duration.ofHours(1));
    assertThat(world.reasonsTold()).doesNotContain("Unheard");
  }

  private void hearLast() {
    world.beats = false;
    world.pulse =
        new HeartbeatHistory(
            Optional.of(world.now), Optional.of(world.now), world.pulse.figuresDue());
  }
}
