package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.EvaluationReport;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.status.Phase;
import dev.byol.operator.observe.JobView;
import dev.byol.operator.observe.WorkerView.State;
import dev.byol.operator.policy.Policy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The life of an experiment when nothing goes wrong. */
class DeciderTest {
  private final World world = new World();

  @Test
  void theIntentIsWrittenBeforeAnythingIsCreated() {
    world.passThatDies();
    assertThat(world.status.attempt().number()).isEqualTo(1);
    assertThat(world.jobs).isEmpty();
    world.pass();
    assertThat(world.jobs).containsOnlyKeys(1L);
  }

  @Test
  void anEditBetweenIntentAndCreationIsInTheAttempt() {
    world.passThatDies();
    String intended = world.status.attempt().config();
    world.edit("spec.workers.replicas=3").pass();
    assertThat(world.status.attempt().config()).isNotEqualTo(intended);
    assertThat(world.pods).hasSize(3);
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

  @Test
  void anEditBeforeTheJobIsSeenLeavesTheConfigThatItMounts() {
    world.pass();
    String mounted = world.status.attempt().config();
    JobView made = world.jobs.remove(1L);
    Decision unaware = Decider.decide(world.edit("spec.workers.replicas=3").observation());
    assertThat(unaware.actions()).noneMatch(action -> action instanceof Action.DeleteConfig);
    world.jobs.put(1L, made);
    world.pass();
    assertThat(world.status.attempt().config()).isEqualTo(mounted);
  }

  @Test
  void anExperimentGoesFromQueuedToComplete() {
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.QUEUED);
    world.podsRun().settle();
    assertThat(world.status.phase()).isEqualTo(Phase.STARTING);
    assertThat(world.condition("Scheduled").status()).isEqualTo("True");
    world.trainsTo(120).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.progress())
        .returns(40, p -> p.percent())
        .returns("0.4123", p -> p.loss())
        .returns("42.0", p -> p.top1())
        .returns("2m00s", p -> p.eta());
    assertThat(world.status.workers().display()).isEqualTo("2/2");
    world.trainsTo(300).completes(new EvaluationReport(0.567, 0.58, 0.512)).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
    assertThat(world.status.message())
        .isEqualTo("300 steps are done; linear 56.7 %, kNN 58.0 %, few labels 51.2 %.");
    assertThat(world.status.completionTime()).isEqualTo(world.now);
    assertThat(world.condition("Complete").status()).isEqualTo("True");
    assertThat(world.status.progress().eta()).isNull();
  }

  @Test
  void aSettledExperimentAsksForNothing() {
    world.running(120);
    Decision again = world.pass();
    assertThat(again.actions()).isEmpty();
    assertThat(again.notices()).isEmpty();
    world.now = world.now.plusSeconds(7);
    assertThat(Decider.decide(world.observation()).status()).isEqualTo(world.status);
    world.completes(null).settle();
    world.now = world.now.plus(Duration.ofDays(3));
    Decision later = Decider.decide(world.observation());
    assertThat(later.status()).isEqualTo(world.status);
    assertThat(later.actions()).isEmpty();
    assertThat(later.again()).isEmpty();
  }

  @Test
  void theLastStepCountsEvenIfNobodyReportedIt() {
    world.running(290);
    world.completes(null).settle();
    assertThat(world.status.progress().step()).isEqualTo(300);
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

  @Test
  void anInvalidExperimentIsNotStartedAndSaysWhy() {
    world.edit("spec.checkpoint.uri=").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.PENDING);
    assertThat(world.status.message())
        .contains("spec.checkpoint.uri is not set", "a path in one of spec.workers.volumes");
    assertThat(world.condition("Accepted").status()).isEqualTo("False");
    assertThat(world.reasonsTold()).containsExactly("Invalid");
    world.edit("spec.checkpoint.uri=s3://runs/photos").settle();
    assertThat(world.jobs).hasSize(1);
  }

  @Test
  void anInvalidEditLeavesTheRunningAttemptAlone() {
    world.running(120);
    ByolExperiment before = world.written();
    world.edit("spec.checkpoint.uri=/elsewhere").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.condition("Accepted").message()).contains("/elsewhere");
    assertThat(world.status.message()).contains("training goes on as before");
    world.write(before).settle();
    assertThat(world.condition("Accepted").status()).isEqualTo("True");
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

  @Test
  void anExperimentWithoutAnyImageIsRefused() {
    world.operatorImage = Optional.empty();
    world.settle();
    assertThat(world.status.message()).contains("spec.workers.image is not set");
  }

  @Test
  void anotherDefaultImageOfTheOperatorDisturbsNobody() {
    world.running(120);
    world.operatorImage = Optional.of("trainer:2");
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.attempt().image()).isEqualTo("trainer:1");
  }

  @Test
  void suspendedFromTheStartNothingIsCreated() {
    world.edit("spec.suspend=true").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.SUSPENDED);
    assertThat(world.jobs).isEmpty();
    world.edit("spec.suspend=false").settle();
    assertThat(world.jobs).hasSize(1);
  }

  @Test
  void podsOfAFinishedExperimentGoWhenTheirTimeIsUp() {
    world.edit("spec.lifecycle.ttlSecondsAfterFinished=60").running(300);
    world.completes(null).settle();
    assertThat(world.jobs).hasSize(1);
    world.pass(Duration.ofSeconds(61));
    assertThat(world.jobs).isEmpty();
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

  @Test
  void theDeadlineCountsTrainingOnly() {
    world.edit("spec.lifecycle.activeDeadlineSeconds=100").settle();
    world.pass(Duration.ofSeconds(500));
    world.podsRun().settle();
    world.trainsTo(10).settle();
    world.pass(Duration.ofSeconds(99));
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.status.phase()).isEqualTo(Phase.STOPPING);
    world.stops().settle();
    assertThat(world.status.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.status.message()).contains("activeDeadlineSeconds is over");
    world.edit("spec.lifecycle.activeDeadlineSeconds=1000").settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }

  @Test
  void aQueueThatHoldsTheJobBackIsNeitherFailureNorStall() {
    world.running(120);
    world
        .job(
            dev.byol.operator.observe.JobView.Outcome.ACTIVE,
            dev.byol.operator.observe.JobView.Admission.HELD)
        .settle();
    world.pods.clear();
    world.pass(Duration.ofHours(5));
    assertThat(world.status.phase()).isEqualTo(Phase.QUEUED);
    assertThat(world.status.attempt().number()).isEqualTo(1);
    assertThat(world.status.budget().failures()).isZero();
  }

  @Test
  void whatPodsWaitForIsInTheMessage() {
    world.settle();
    world.eachPod(
        pod ->
            World.changed(
                pod,
                State.UNSCHEDULED,
                Optional.of(
                    "Unschedulable: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu."),
                Optional.empty()));
    world.settle();
    assertThat(world.status.message())
        .startsWith(
            "worker 0 (pod photos-a1-0) waits (and 1 more): Unschedulable: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu. ");
  }

  @Test
  void aLostLeaseIsMadeAgainWithAGenerationNobodyHasObeyed() {
    world.running(120);
    long obeyed = world.control().generation();
    world.lease =
        world.lease.map(l -> world.leaseView(Optional.empty(), l.progress(), l.renewed()));
    world.settle();
    assertThat(world.control().generation()).isGreaterThan(obeyed);
  }

  @Test
  void podsThatASidecarKeepsAliveAreTakenAwayAMinuteAfterTheEnd() {
    world.running(300);
    for (int rank = 0; rank < 2; rank++) {
      world.ends(rank, dev.byol.api.channel.ExitCode.DONE, null);
    }
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
    world.pass(Duration.ofSeconds(50));
    assertThat(world.jobs).hasSize(1);
    world.pass(Duration.ofSeconds(20));
    assertThat(world.jobs).isEmpty();
    assertThat(world.reasonsTold()).contains("SidecarLingers");
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
  }

  @Test
  void aPolicyThatWasTightenedLetsAnAttemptRunAndBeginsNoOther() {
    world.edit("spec.workers.serviceAccount=trainer").running(120);
    world.policy = Policy.byDefault();
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.condition("Accepted"))
        .returns("False", c -> c.status())
        .satisfies(
            c ->
                assertThat(c.message())
                    .contains("spec.workers.serviceAccount is \"trainer\"", "serviceAccounts"));
    world.ends(0, dev.byol.api.channel.ExitCode.BUG, "no luck").pass();
    for (int i = 0; i < 5; i++) {
      world.pass(Duration.ofSeconds(60));
    }
    assertThat(world.status.attempt().number()).isEqualTo(1);
    assertThat(world.status.message()).contains("No further attempt is begun", "serviceAccount");
    world.policy = Policy.permissive();
    world.pass(Duration.ofSeconds(60));
    world.settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
  }
}
