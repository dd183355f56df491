package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.ExitCode;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods that are not made, get no node or do not start are waited for and explained. */
class WaitingPodsTest {
  private final World world = new World();

  @ParameterizedTest
  @CsvSource({
    "ErrImagePull, ImageNotPulled, spec.workers.image",
    "ImagePullBackOff, ImageNotPulled, spec.workers.imagePullSecrets",
    "CreateContainerConfigError, ContainerNotConfigured, Secret",
    "FailedMount, VolumeNotMounted, spec.workers.volumes",
    "FailedAttachVolume, VolumeNotMounted, spec.workers.volumes",
    "FailedCreatePodSandBox, SandboxNotMade, network",
    "FailedPrepareDynamicResources, DeviceNotPrepared, driver",
    "SomethingNew, ContainersWait, kubectl describe pod"
  })
  void podsThatCannotStartSayWhyAndAreWaitedForHoweverLong(
      String word, String reason, String remedy) {
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
    world.pass(Duration.ofDays(2));
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
    world.eachPod(pod -> held(pod, "FailedMount: no such volume")).settle();
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

  private static WorkerView held(WorkerView pod, String trouble) {
    return World.changed(pod, State.WAITING, Optional.of(trouble), Optional.empty());
  }
}
