package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods that are not made, get no node or do not start are waited for and explained. */
class WaitingPodsTest {
  private final World world = new World();

  @ParameterizedTest
  @CsvSource({
    "CreateContainerConfigError, ContainerNotConfigured, Secret",
    "SomethingNew, ContainersWait, kubectl describe pod"
  })
  void podsThatCannotStartSayWhyAndAreWaitedForHoweverLong(
      String word, String reason, String remedy) {
    explained(word, reason, remedy);
    world.pass(Duration.ofDays(2));
    startsAllTheSame(reason);
  }

  @Test
  void anImageThatNobodyHasIsWaitedForHoweverLong() {
    world.settle();
    world.eachPod(pod -> held(pod, "ErrImagePull: not found")).settle();
    world.pass(Duration.ofDays(2));
    startsAllTheSame("ImageNotPulled");
  }

  @ParameterizedTest
  @CsvSource({
    "ErrImagePull, ImageNotPulled, spec.workers.image",
    "ImagePullBackOff, ImageNotPulled, spec.workers.imagePullSecrets",
    "FailedMount, VolumeNotMounted, spec.workers.volumes",
    "FailedAttachVolume, VolumeNotMounted, spec.workers.volumes",
    "FailedCreatePodSandBox, SandboxNotMade, network",
    "FailedPrepareDynamicResources, DeviceNotPrepared, driver"
  })
  void podsThatTheirNodeMayKeepFromStartingAreTriedElsewhereAndItCostsNothing(
      String word, String reason, String remedy) {
    explained(word, reason, remedy);
    world.pass(Duration.ofSeconds(899));
    assertThat(world.status.attempt().endedAt()).isNull();
    world.pass(Duration.ofSeconds(1));
    assertThat(world.status.attempts().get(0))
        .returns("PodNotStarted", a -> a.endedBy())
        .returns("Disruption", a -> a.charge())
        .returns("node-1", a -> a.node());
    assertThat(world.status.message())
        .contains("could not start there within 15m00s", word + ": as it says itself.")
        .contains("prefers other nodes");
    assertThat(world.status.budget().failures()).isZero();
    List<String> avoided = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      world.now = world.now.plusSeconds(2);
      world.pass().actions().stream()
          .filter(action -> action instanceof Action.StartAttempt)
          .forEach(start -> avoided.addAll(((Action.StartAttempt) start).plan().unfitNodes()));
    }
    assertThat(avoided).containsExactly("node-1");
  }

  @Test
  void eachTryInARowWaitsTwiceAsLongUpToEightTimes() {
    for (int minutes : new int[] {15, 30, 60, 120, 120}) {
      world.settle();
      world.eachPod(pod -> held(pod, "FailedMount: no such volume")).settle();
      long attempt = world.status.attempt().number();
      world.pass(Duration.ofMinutes(minutes).minusSeconds(1));
      assertThat(world.status.attempt().endedAt()).isNull();
      world.pass(Duration.ofSeconds(1));
      assertThat(world.status.attempts().get(0))
          .returns(attempt, a -> a.number())
          .returns("PodNotStarted", a -> a.endedBy());
      world.pass(Duration.ofSeconds(300));
    }
    world.settle();
    world.podsRun().settle();
    world.trainsTo(20).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.budget().failures()).isZero();
  }

  private void explained(String word, String reason, String remedy) {
    world.settle();
    world.eachPod(pod -> pod.rank() == 0 ? running(pod) : held(pod, word + ": as it says itself"));
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.STARTING);
    assertThat(world.status.message())
        .startsWith(
            "worker 1 (pod photos-a1-1 on node node-1) waits: " + word + ": as it says itself.")
        .contains(remedy);
    assertThat(world.condition("Running")).returns(reason, c -> c.reason());
    assertThat(world.told)
        .filteredOn(notice -> notice.reason().equals(reason))
        .singleElement()
        .satisfies(notice -> assertThat(notice.message()).isEqualTo(world.status.message()));
  }

  private void startsAllTheSame(String reason) {
    assertThat(world.status.attempt().number()).isEqualTo(1);
    assertThat(world.told.stream().filter(n -> n.reason().equals(reason))).hasSize(1);
    world.podsRun().settle();
    assertThat(world.status.message()).startsWith("The workers start");
    world.trainsTo(20).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.budget().failures()).isZero();
  }

  @Test
  void anotherTroubleIsToldToo() {
    world.settle();
    world.eachPod(pod -> held(pod, "ErrImagePull: not found")).settle();
    world.eachPod(pod -> held(pod, "ImagePullBackOff: not found")).settle();
    world.eachPod(pod -> held(pod, "CreateContainerConfigError: secret \"keys\" not found"));
    world.settle();
    assertThat(world.reasonsTold()).containsOnlyOnce("ImageNotPulled", "ContainerNotConfigured");
    assertThat(world.status.message()).contains("(and 1 more)", "secret \"keys\" not found");
  }

  @Test
  void theStartIsTimedFromWhenAllContainersRun() {
    world.settle();
    world.eachPod(pod -> held(pod, "CreateContainerConfigError: no such Secret")).settle();
    world.pass(Duration.ofHours(5));
    world.podsRun().settle();
    world.pass(Duration.ofSeconds(899));
    assertThat(world.status.phase()).isEqualTo(Phase.STARTING);
    world.pass(Duration.ofSeconds(1));
    world.settle();
    assertThat(world.status.attempts().get(0))
        .returns("StartupTimeout", a -> a.endedBy())
        .returns("Failure", a -> a.charge());
  }

  @Test
  void workersThatGiveUpWaitingForOneThatCannotStartCostNothing() {
    world.settle();
    for (int i = 0; i < 12; i++) {
      world.eachPod(
          pod ->
              pod.rank() == 0
                  ? running(pod)
                  : held(pod, "FailedAttachVolume: Multi-Attach error for volume \"pvc\""));
      world.settle();
      world.pass(Duration.ofMinutes(10));
      world.ends(0, ExitCode.PEER_LOST, "rank 1 did not come within 10 minutes").settle();
      assertThat(world.status.attempts().get(0))
          .returns("PeerNotStarted", a -> a.endedBy())
          .returns("Disruption", a -> a.charge());
      assertThat(world.status.attempts().get(0).message()).contains("Multi-Attach error");
      world.pass(Duration.ofSeconds(300));
      world.settle();
    }
    assertThat(world.status.budget().failures()).isZero();
    world.podsRun().settle();
    world.trainsTo(20).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void aPodWithoutANodeSaysWhyAndIsTold() {
    world.settle();
    world.eachPod(
        pod ->
            pod.with()
                .trouble(Optional.of("Unschedulable: 0/3 nodes are available: 3 Insufficient cpu."))
                .build());
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.QUEUED);
    assertThat(world.condition("Scheduled").reason()).isEqualTo("Unschedulable");
    assertThat(world.status.message())
        .contains("pod photos-a1-0", "(and 1 more)", "3 Insufficient cpu.");
    assertThat(world.reasonsTold()).containsOnlyOnce("Unschedulable");
  }

  @Test
  void waitingForNodesHasNoBound() {
    world.settle();
    world.pass(Duration.ofDays(2));
    assertThat(world.status.phase()).isEqualTo(Phase.QUEUED);
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

  @Test
  void podsThatTheQuotaRefusesAreExplained() {
    world.settle();
    world.pods.clear();
    world.podRefusal =
        Optional.of("pods \"photos-a1-0-x\" is forbidden: exceeded quota: team, requested: cpu=8");
    world.settle();
    assertThat(world.status.message()).contains("exceeded quota: team");
    assertThat(world.condition("Scheduled").reason()).isEqualTo("PodsRefused");
    assertThat(world.reasonsTold().stream().filter("PodsRefused"::equals)).hasSize(1);
  }

  private static WorkerView running(WorkerView pod) {
    return World.changed(pod, State.RUNNING, Optional.empty(), Optional.empty());
  }

  private WorkerView held(WorkerView pod, String trouble) {
    return World.changed(pod, State.WAITING, Optional.of(trouble), Optional.empty())
        .withWaitingSince(pod.waitingSince().or(() -> Optional.of(world.now)));
  }
}
