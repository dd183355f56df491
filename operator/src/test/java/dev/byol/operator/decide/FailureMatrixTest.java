package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.Charge;
import dev.byol.api.channel.Control;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.Sequel;
import dev.byol.api.channel.WaitReport;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.JobView.Outcome;
import dev.byol.operator.observe.Pulse;
import dev.byol.operator.observe.WorkerView;
import dev.byol.operator.observe.WorkerView.State;
import dev.byol.operator.refusal.Refusal;
import dev.byol.operator.refusal.Refusal.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each failure leads to. */
class FailureMatrixTest {
  private static final Refusal FORBIDDEN =
      new Refusal(Kind.FORBIDDEN, "The API server refused to change the Lease.");

  private final World world = new World();

  @ParameterizedTest
  @CsvSource({
    "BAD_EXPERIMENT, BadExperiment",
    "USER_MUST_MEND, BadExperiment",
    "BAD_DATA, BadData",
    "WRONG_CHECKPOINT, WrongCheckpoint"
  })
  void whatOnlyTheAuthorCanMendEndsTheExperimentAtOnce(ExitCode code, String reason) {
    world.running(120);
    world.ends(0, code, "It is wrong; mend it.").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.condition("Failed").reason()).isEqualTo(reason);
    assertThat(world.status.message())
        .startsWith("worker 0 (pod photos-a1-0 on node node-0) ended with " + code.status())
        .contains("It is wrong; mend it.");
    assertThat(world.status.attempts().get(0))
        .returns(0, a -> a.rank())
        .returns("node-0", a -> a.node())
        .returns(code.status(), a -> a.exitCode());
  }

  @Test
  void aCrashIsFollowedByAnAttemptAfterAPause() {
    world.running(120);
    world.ends(1, ExitCode.BUG, "NullPointerException").ends(0, ExitCode.PEER_LOST, "rank 1");
    world.job(Outcome.FAILED, Admission.ADMITTED).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RESTARTING);
    assertThat(world.status.attempts().get(0))
        .returns("Crashed", a -> a.endedBy())
        .returns(1, a -> a.rank())
        .returns("Failure", a -> a.charge())
        .returns(120L, a -> a.toStep());
    assertThat(world.condition("Degraded").status()).isEqualTo("True");
    world.pass(Duration.ofSeconds(9));
    assertThat(world.status.attempt().number()).isEqualTo(1);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.status.attempt().number()).isEqualTo(2);
    assertThat(world.status.budget()).returns(1, b -> b.failures()).returns(4, b -> b.left());
    assertThat(world.jobs).as("the log of the attempt that failed is kept").containsKey(1L);
  }

  @Test
  void failuresWithoutProgressPauseLongerAndThenEndIt() {
    world.running(120);
    long[] pauses = {10, 20, 40, 80, 160};
    for (long pause : pauses) {
      world.ends(0, ExitCode.BUG, "bug").settle();
      assertThat(Duration.between(world.now, world.status.attempt().retryAt()).toSeconds())
          .isEqualTo(pause);
      world.pass(Duration.ofSeconds(pause));
      world.settle();
      world.podsRun().settle();
    }
    world.ends(0, ExitCode.BUG, "the same bug").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.condition("Failed").reason()).isEqualTo("TooManyFailures");
    assertThat(world.status.message()).contains("Failed 6 times", "the same bug", "restartNonce");
    world.edit("spec.faultTolerance.maxFailures=9").settle();
    assertThat(world.status.attempt().number()).isEqualTo(7);
  }

  @Test
  void progressForgivesFailures() {
    world.edit("spec.faultTolerance.refillEverySteps=50").running(120);
    world.ends(0, ExitCode.BUG, "bug").settle();
    world.pass(Duration.ofSeconds(10));
    world.settle();
    assertThat(world.status.budget().failures()).isEqualTo(1);
    world.podsRun().settle();
    world.trainsTo(171).settle();
    assertThat(world.status.budget()).returns(0, b -> b.failures()).returns(0, b -> b.inARow());
  }

  @Test
  void memoryThatRunsOutIsTriedOnceMore() {
    world.running(120);
    world.ends(1, 137, "OOMKilled", "").settle();
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("OutOfMemory");
    world.pass(Duration.ofSeconds(10));
    world.settle();
    world.podsRun().settle();
    world.ends(1, 137, "OOMKilled", "").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.status.message())
        .contains("worker 1", "node-1", "OOMKilled", "spec.workers.resources.limits.memory");
  }

  @Test
  void divergenceIsTriedOnceMore() {
    world.running(120);
    world.ends(0, ExitCode.DIVERGED, "The loss is NaN at step 121.").settle();
    world.pass(Duration.ofSeconds(10));
    world.settle();
    world.podsRun().settle();
    world.ends(0, ExitCode.DIVERGED, "The loss is NaN at step 121.").settle();
    assertThat(world.condition("Failed").reason()).isEqualTo("Diverged");
    assertThat(world.status.message()).contains("learningRate");
  }

  @Test
  void aWorkerKilledBySignalIsNamedWithIt() {
    world.running(120);
    world.ends(1, 137, "Error", "").settle();
    assertThat(world.status.attempts().get(0))
        .returns("Crashed", a -> a.endedBy())
        .returns(137, a -> a.exitCode());
    assertThat(world.status.message()).contains("was killed by signal 9");
  }

  @Test
  void aPreemptionCostsNothingAndGoesOnAtOnce() {
    world.running(120);
    world.eachPod(
        pod ->
            pod.rank() == 1
                ? World.disrupted(
                    pod, "PreemptionByScheduler: preempting to accommodate a higher priority pod")
                : pod);
    world.ends(1, ExitCode.STOPPED, null).ends(0, ExitCode.STOPPED, null).settle();
    assertThat(world.status.attempts().get(0))
        .returns("Evicted", a -> a.endedBy())
        .returns("Disruption", a -> a.charge());
    assertThat(world.status.attempt().number()).isEqualTo(2);
    assertThat(world.status.budget())
        .returns(0, b -> b.failures())
        .returns(1, b -> b.disruptions());
  }

  @Test
  void workersToldToEndByOthersSaveAndGoOn() {
    world.running(120);
    world.ends(0, ExitCode.STOPPED, null).ends(1, ExitCode.STOPPED, null).settle();
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("Interrupted");
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }

  @Test
  void theCauseIsWaitedForBeforeALostPeerIsBlamed() {
    world.running(120);
    world.podsObey = false;
    world.ends(0, ExitCode.PEER_LOST, "rank 1 does not answer").pass();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.now = world.now.plusSeconds(3);
    world.ends(1, 137, "OOMKilled", "").settle();
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("OutOfMemory");
  }

  @Test
  void aPeerThatStaysSilentOnANodeThatDoesTooIsALostNode() {
    world.running(120);
    world.ends(0, ExitCode.PEER_LOST, "rank 1 does not answer");
    world.eachPod(pod -> pod.rank() == 1 ? World.silent(pod, world.now) : pod);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.status.attempts().get(0))
        .returns("NodeLost", a -> a.endedBy())
        .returns("Disruption", a -> a.charge())
        .returns(1, a -> a.rank())
        .returns("node-1", a -> a.node());
    world.settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }

  @Test
  void aPeerThatHangsOnANodeThatIsWellIsAFailure() {
    world.running(120);
    world.podsObey = false;
    world.ends(0, ExitCode.PEER_LOST, "rank 1 does not answer").pass();
    world.pass(Duration.ofSeconds(46));
    assertThat(world.status.attempts().get(0))
        .returns("PeerLost", a -> a.endedBy())
        .returns("Failure", a -> a.charge());
    world.pass(Duration.ofSeconds(10));
    assertThat(world.status.attempt().number()).as("while the other may run").isEqualTo(1);
    world.pods.remove("photos-a1-1");
    world.settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }

  @Test
  void aPodThatDoesNotEndOnItsNodeIsLostAndLaterTakenOffTheBooks() {
    world.running(120);
    world.podsObey = false;
    world.eachPod(
        pod ->
            World.disrupted(
                World.deleted(pod, world.now.plusSeconds(120)),
                "DeletionByTaintManager: Taint manager: deleting due to NoExecute taint"));
    world.pass(Duration.ofSeconds(125));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofSeconds(10));
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("NodeLost");
    world.settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
    assertThat(world.pods).containsKey("photos-a1-0");
    world.pass(Duration.ofSeconds(120));
    assertThat(world.pods).doesNotContainKey("photos-a1-0");
    assertThat(world.reasonsTold()).contains("PodForceDeleted");
  }

  @Test
  void aSilentNodeWhoseWorkersStillReportStepsIsLeftAlone() {
    world.running(120);
    world.eachPod(pod -> World.silent(pod, world.now));
    for (int i = 0; i < 30; i++) {
      world.trainsTo(121 + i).pass(Duration.ofSeconds(10));
    }
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void stepsThatWereHeardButNotWrittenYetKeepASilentNode() {
    world.running(120);
    world.eachPod(pod -> World.silent(pod, world.now));
    for (int i = 0; i < 30; i++) {
      world.now = world.now.plusSeconds(10);
      // The status is not written for figures alone.
      world.pulse =
          new Pulse(Optional.of(world.now), Optional.of(world.now), world.now.plusSeconds(30));
      world.pass();
    }
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void aNodeSilentForLongWithoutStepsIsLost() {
    world.running(120);
    world.eachPod(pod -> World.silent(pod, world.now));
    world.pass(Duration.ofSeconds(121));
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("NodeLost");
  }

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
  void aHangIsDumpedAndThenEnded() {
    world.running(120);
    world.pass(Duration.ofSeconds(599));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.toldLast()).isEqualTo(Control.Action.DUMP);
    assertThat(world.condition("Progressing")).returns("Stalled", c -> c.reason());
    assertThat(world.jobs).hasSize(1);
    world.pass(Duration.ofSeconds(15));
    assertThat(world.jobs).isEmpty();
    world.pass();
    assertThat(world.status.attempts().get(0))
        .returns("Stalled", a -> a.endedBy())
        .returns("Failure", a -> a.charge());
    assertThat(world.status.phase()).isEqualTo(Phase.RESTARTING);
  }

  @Test
  void anEvaluationThatMovesIsNoHangHoweverLong() {
    world.running(600);
    for (int part = 1; part <= 20; part++) {
      world.evaluates(600, part).settle();
      world.pass(Duration.ofSeconds(400));
    }
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.message()).isEqualTo("Evaluating the encoder.");
  }

  @Test
  void anEvaluationThatStandsStillIsAHang() {
    world.running(600);
    world.evaluates(600, 7).settle();
    world.pass(Duration.ofSeconds(599));
    world.evaluates(600, 7).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.toldLast()).isEqualTo(Control.Action.DUMP);
  }

  @Test
  void anAttemptThatHasOnlyToEvaluateHasStarted() {
    world.settle();
    world.podsRun().settle();
    world.evaluates(600, 1).settle();
    world.pass(Duration.ofSeconds(500));
    world.evaluates(600, 2).settle();
    world.pass(Duration.ofSeconds(500));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void timeInWhichNobodyWatchedIsNoHang() {
    world.running(120);
    world.now = world.now.plus(Duration.ofHours(2));
    world.watchingSince = world.now;
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.trainsTo(9000 % 300).settle();
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

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

  private static WorkerView running(WorkerView pod) {
    return World.changed(pod, State.RUNNING, Optional.empty(), Optional.empty());
  }

  private static WorkerView held(WorkerView pod, String trouble) {
    return World.changed(pod, State.WAITING, Optional.of(trouble), Optional.empty());
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

  @Test
  void aJobThatSomebodyDeletedIsReplaced() {
    world.running(120);
    world.jobs.clear();
    world.pods.clear();
    world.settle();
    assertThat(world.status.attempts().get(0).endedBy()).isEqualTo("JobDeleted");
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }

  @Test
  void checkpointsOfAnEarlierExperimentOfTheNameAreOutrun() {
    world.settle();
    world.podsRun().settle();
    world.ends(0, ExitCode.SUPERSEDED, "attempt 7 has begun").settle();
    assertThat(world.status.attempt().number()).isEqualTo(11);
    assertThat(world.status.budget().failures()).isZero();
  }

  @Test
  void oldAttemptsAreTidiedAway() {
    world.edit("spec.faultTolerance.maxFailures=99").running(120);
    for (int i = 0; i < 6; i++) {
      world.ends(0, ExitCode.BUG, "bug").settle();
      world.job(Outcome.FAILED, Admission.ADMITTED);
      world.pass(Duration.ofSeconds(300));
      world.settle();
      world.podsRun().settle();
    }
    assertThat(world.jobs.keySet()).containsExactly(5L, 6L, 7L);
    assertThat(world.status.attempts()).hasSize(6);
    assertThat(world.configs).hasSize(1);
  }

  @Test
  void aReportOfAnOlderAttemptSaysNothingAboutThisOne() {
    world.running(120);
    world.ends(0, ExitCode.BUG, "bug").settle();
    world.pass(Duration.ofSeconds(10));
    world.settle();
    assertThat(world.status.phase()).isNotEqualTo(Phase.RUNNING);
    assertThat(world.status.attempt().runningAt()).isNull();
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

  @ParameterizedTest
  @EnumSource(value = ExitCode.class, names = "DONE", mode = EnumSource.Mode.EXCLUDE)
  void everyExitCodeIsChargedAndFollowedAsTheTableSays(ExitCode code) {
    world.running(120);
    int most =
        switch (code.reason().sequel()) {
          case NONE -> 1;
          case ONE_ATTEMPT -> 2;
          case ATTEMPT -> 4;
        };
    for (int attempt = 1; attempt <= most; attempt++) {
      world.ends(0, code, "What was wrong.").ends(1, ExitCode.PEER_LOST, "rank 0").settle();
      assertThat(world.status.attempts().get(0))
          .returns(code.reason().word(), a -> a.endedBy())
          .returns(code.reason().charge().word(), a -> a.charge())
          .returns(code.status(), a -> a.exitCode());
      assertThat(world.status.phase() == Phase.FAILED)
          .as("attempt %d is the last", attempt)
          .isEqualTo(attempt == most && code.reason().sequel() != Sequel.ATTEMPT);
      world.pass(Duration.ofSeconds(300));
      world.settle();
      world.podsRun().settle();
    }
    int failures = code.reason().charge() == Charge.FAILURE ? most : 0;
    assertThat(world.status.budget().failures()).isEqualTo(failures);
  }

  @Test
  void suspendingHoldsWhileTheNextAttemptIsWaitedFor() {
    world.running(120);
    world.ends(0, ExitCode.BUG, "bug").settle();
    world.edit("spec.suspend=true").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.SUSPENDED);
    world.pass(Duration.ofHours(1));
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }
}
