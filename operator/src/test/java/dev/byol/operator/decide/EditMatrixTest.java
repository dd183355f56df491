package dev.byol.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.Control;
import dev.byol.api.status.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each edit does, by the state in which it comes. */
class EditMatrixTest {
  private final World world = new World();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.learningRate.base=0.5",
        "spec.optimizer.weightDecay=1e-5",
        "spec.targetDecay.base=0.98",
        "spec.evaluation.everySteps=50",
        "spec.checkpoint.everySteps=10",
        "spec.workers.replicas=3",
        "spec.workers.image=trainer:9",
        "spec.workers.resources={limits: {cpu: 2}}",
        "spec.workers.env=[{name: A, value: b}]",
        "spec.workers.nodeSelector={gpu: h100}",
        "spec.workers.tolerations=[{key: gpu, operator: Exists}]",
        "spec.workers.priorityClassName=high",
        "spec.workers.serviceAccount=trainer",
        "spec.workers.podTemplate={metadata: {labels: {team: vision}}}",
        "spec.workers.podTemplate={spec: {containers: [{name: trainer, env: [{name: A, value: b}]}]}}",
        "spec.storage.credentialsSecret=keys",
        "spec.scheduling.queue=team",
        "spec.lifecycle.restartNonce=again",
        "spec.training.maxEpochs=9",
      })
  void whatWorkersReadAtTheirStartTakesANewAttemptFromACheckpoint(String edit) {
    world.running(120);
    world.edit(edit).pass();
    assertThat(world.status.phase()).isEqualTo(Phase.STOPPING);
    assertThat(world.toldLast()).isEqualTo(Control.Action.STOP);
    assertThat(world.jobs).containsOnlyKeys(1L);
    world.trainsTo(121).stops().pass();
    assertThat(world.status.attempts().get(0).charge()).isEqualTo("Planned");
    world.settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
    assertThat(world.toldLast()).isEqualTo(Control.Action.RUN);
    assertThat(world.status.budget().failures()).isZero();
    assertThat(world.status.progress().step()).isEqualTo(121);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.faultTolerance.maxFailures=9",
        "spec.lifecycle.ttlSecondsAfterFinished=9",
        "spec.lifecycle.keepFailedAttempts=9",
        "spec.lifecycle.activeDeadlineSeconds=99999",
        "spec.workers.imagePullPolicy=Always",
        "spec.scheduling.jobLabels={team: vision}",
        "spec.scheduling.jobAnnotations={cost: low}",
        "spec.workers.terminationGracePeriodSeconds=60",
        "metadata.labels={a: b}",
      })
  void whatOnlyTheOperatorReadsDisturbsNobody(String edit) {
    world.running(120);
    long told = world.control().generation();
    world.edit(edit).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.status.attempt().number()).isEqualTo(1);
    assertThat(world.control().generation()).isEqualTo(told);
    assertThat(world.status.observedGeneration()).isEqualTo(2);
  }

  @Test
  void anEditIsNoticedAlthoughSomebodyHasDeletedWhatItIsComparedWith() {
    world.running(120);
    world.configs.clear();
    world.settle();
    assertThat(world.status.attempt().stopReason()).isNull();
    world.edit("spec.workers.replicas=3");
    world.pass();
    assertThat(world.status.attempt().stopReason()).isEqualTo("SpecChanged");
    assertThat(world.told.get(world.told.size() - 1).message())
        .contains("ConfigMap", "was deleted");
  }

  @Test
  void aLaterEndIsToldToRunningWorkersAndStretchesTheSchedule() {
    world.running(120);
    world.edit("spec.training.maxSteps=400").settle();
    assertThat(world.status.attempt().number()).isEqualTo(1);
    assertThat(world.control())
        .returns(400L, Control::maxSteps)
        .returns(400L, Control::scheduleSteps)
        .returns(Control.Action.RUN, Control::action);
    world.trainsTo(130).settle();
    assertThat(world.status.pinned().scheduleSteps()).isEqualTo(400);
    assertThat(world.reasonsTold()).contains("ScheduleRestretched");
    world.trainsTo(400).completes(null).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

  @Test
  void anEarlierEndIsToldToRunningWorkersAndLeavesTheSchedule() {
    world.running(120);
    world.edit("spec.training.maxSteps=200").settle();
    assertThat(world.control())
        .returns(200L, Control::maxSteps)
        .returns(300L, Control::scheduleSteps);
    world.trainsTo(200).completes(null).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
  }

  @Test
  void aFinishedRunGoesOnWhenItsEndIsMovedOut() {
    world.running(300);
    world.completes(null).settle();
    world.edit("spec.training.maxSteps=400").settle();
    assertThat(world.status.attempt())
        .returns(2L, a -> a.number())
        .returns("Extended", a -> a.reason());
    assertThat(world.status.completionTime()).isNull();
    assertThat(world.status.attempts()).hasSize(1);
    assertThat(world.configs.get(world.status.attempt().config()).spec().training().maxSteps())
        .isEqualTo(400);
    world.podsRun().settle();
    world.trainsTo(301).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
    world.trainsTo(400).completes(null).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.training.maxSteps=200",
        "spec.suspend=true",
        "spec.learningRate.base=0.5",
        "spec.workers.replicas=1",
        "spec.lifecycle.restartNonce=x",
      })
  void aFinishedRunStaysFinishedOtherwise(String edit) {
    world.running(300);
    world.completes(null).settle();
    world.edit(edit).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.COMPLETE);
    assertThat(world.status.attempt().number()).isEqualTo(1);
  }

  @Test
  void moreEpochsLetTheTrainerFindTheNewSchedule() {
    world.edit("spec.training.maxEpochs=10").running(300);
    assertThat(world.status.pinned().maxEpochs()).isEqualTo(10);
    world.completes(null).settle();
    world.edit("spec.training.maxEpochs=20").settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
    assertThat(world.status.attempt().reason()).isEqualTo("Extended");
  }

  @Test
  void suspendingSavesFreesThePodsAndResumesFromThere() {
    world.running(120);
    world.edit("spec.suspend=true").pass();
    assertThat(world.status.phase()).isEqualTo(Phase.STOPPING);
    assertThat(world.toldLast()).isEqualTo(Control.Action.STOP);
    world.stops().settle();
    assertThat(world.status.phase()).isEqualTo(Phase.SUSPENDED);
    assertThat(world.jobs).isEmpty();
    assertThat(world.pods).isEmpty();
    assertThat(world.configs).hasSize(1);
    world.edit("spec.suspend=false").settle();
    assertThat(world.status.attempt())
        .returns(2L, a -> a.number())
        .returns("Resumed", a -> a.reason());
  }

  @Test
  void workersThatDoNotStopInTimeAreTakenAway() {
    world.running(120);
    world.edit("spec.suspend=true").pass();
    world.pass(Duration.ofSeconds(139));
    assertThat(world.jobs).hasSize(1);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.jobs).isEmpty();
    world.settle();
    assertThat(world.status.phase()).isEqualTo(Phase.SUSPENDED);
  }

  @Test
  void anEditOfAnAttemptThatDoesNotTrainYetReplacesItAtOnce() {
    world.settle();
    world.edit("spec.workers.replicas=3").settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
    assertThat(world.pods).hasSize(3);
  }

  @Test
  void anEditWhileSuspendedIsInTheNextAttempt() {
    world.running(120);
    world.edit("spec.suspend=true").pass();
    world.stops().settle();
    world.edit("spec.learningRate.base=0.5").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.SUSPENDED);
    world.edit("spec.suspend=false").settle();
    assertThat(world.configs.get(world.status.attempt().config()).spec().learningRate().base())
        .isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource({"spec.learningRate.base=0.5", "spec.lifecycle.restartNonce=x"})
  void aFailedExperimentBeginsAnewWhenItIsEditedAndAllIsForgiven(String edit) {
    world.running(120);
    world.ends(0, dev.byol.api.channel.ExitCode.BAD_DATA, "no pictures").settle();
    assertThat(world.status.phase()).isEqualTo(Phase.FAILED);
    world.edit(edit).settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
    assertThat(world.status.budget().failures()).isZero();
  }

  @Test
  void theSpecCanBeEditedBackWhileTheAttemptStops() {
    world.running(120);
    world.edit("spec.learningRate.base=0.5").pass();
    world.edit("spec.learningRate.base=1.0").pass();
    world.stops().settle();
    assertThat(world.status.attempt().number()).isEqualTo(2);
    world.podsRun().settle();
    world.trainsTo(130).settle();
    assertThat(world.status.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void aChangedCheckpointNonceOrdersOneCheckpointOfTheSamePods() {
    world.running(120);
    world.edit("spec.lifecycle.checkpointNonce=before-maintenance").settle();
    assertThat(world.toldLast()).isEqualTo(Control.Action.CHECKPOINT);
    assertThat(world.reasonsTold()).contains("CheckpointOrdered");
    long ordered = world.control().generation();

    world.trainsTo(130).settle();
    world.pass(Duration.ofMinutes(1));
    assertThat(world.control().generation()).as("it is ordered once").isEqualTo(ordered);
    assertThat(world.status.attempt().number()).isEqualTo(1);

    world.edit("spec.training.maxSteps=5000").settle();
    assertThat(world.toldLast()).as("another order is no checkpoint").isEqualTo(Control.Action.RUN);

    world.edit("spec.lifecycle.checkpointNonce=again").settle();
    assertThat(world.toldLast()).isEqualTo(Control.Action.CHECKPOINT);
    assertThat(world.control().maxSteps()).isEqualTo(5000);
  }

  @Test
  void theNextAttemptIsNotToldToSaveForANonceThatIsOld() {
    world.edit("spec.lifecycle.checkpointNonce=x").running(120);
    assertThat(world.toldLast()).isEqualTo(Control.Action.RUN);
  }
}
