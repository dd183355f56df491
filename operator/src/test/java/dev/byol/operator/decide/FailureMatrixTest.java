package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.Charge;
import dev.byol.api.channel.ExitCode;
import dev.byol.api.channel.Sequel;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.JobView.Admission;
import dev.byol.operator.observe.JobView.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the end of a worker, or of an attempt, leads to. */
class FailureMatrixTest {
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
