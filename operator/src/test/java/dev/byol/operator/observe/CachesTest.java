package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A pass is made of what a decision could read, and of nothing else. */
class CachesTest {
  @Test
  void thatTheJobControllerCountsPodsIsNoReasonForAPass() {
    assertThat(matters((JobBuilder job) -> job.editStatus().withActive(2).withReady(1).endStatus()))
        .isFalse();
  }

  @Test
  void thatAJobFailedIsHeldOrGoesIsAReason() {
    assertThat(
            matters(
                (JobBuilder job) ->
                    job.editStatus()
                        .addNewCondition()
                        .withType("Failed")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()))
        .isTrue();
    assertThat(matters((JobBuilder job) -> job.editSpec().withSuspend(true).endSpec())).isTrue();
    assertThat(
            matters(
                (JobBuilder job) ->
                    job.editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata()))
        .isTrue();
  }

  @Test
  void anAddressOfAPodIsNoReason() {
    assertThat(changes((PodBuilder pod) -> pod.editStatus().withPodIP("10.0.0.2").endStatus()))
        .isFalse();
    assertThat(
            changes(
                (PodBuilder pod) ->
                    pod.editStatus()
                        .addNewCondition()
                        .withType("ContainersReady")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()))
        .isFalse();
  }

  @Test
  void aNodeAStateOrADisruptionOfAPodIsAReason() {
    assertThat(changes((PodBuilder pod) -> pod.editSpec().withNodeName("node-1").endSpec()))
        .isTrue();
    assertThat(
            changes(
                (PodBuilder pod) ->
                    pod.editStatus()
                        .addNewContainerStatus()
                        .withName("trainer")
                        .withNewState()
                        .withNewRunning("2026-01-01T00:00:00Z")
                        .endState()
                        .endContainerStatus()
                        .endStatus()))
        .isTrue();
    assertThat(
            changes(
                (PodBuilder pod) ->
                    pod.editStatus()
                        .addNewCondition()
                        .withType("DisruptionTarget")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()))
        .isTrue();
  }

  @Test
  void aPodIsNoReasonBeforeItsSchedulerHasLookedAtIt() {
    var made =
        new PodBuilder()
            .withNewMetadata()
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    assertThat(Caches.mattersOfNewPod(made)).isFalse();
    assertThat(
            Caches.mattersOfNewPod(made.edit().editSpec().withNodeName("node-1").endSpec().build()))
        .isTrue();
    assertThat(
            Caches.mattersOfNewPod(
                made.edit()
                    .editStatus()
                    .addNewCondition()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .endCondition()
                    .endStatus()
                    .build()))
        .isTrue();
  }

  private static boolean matters(Consumer<JobBuilder> change) {
    Job before =
        new JobBuilder()
            .withNewMetadata()
            .withName("photos-a1")
            .withUid("1")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .endStatus()
            .build();
    var now = new JobBuilder(before);
    change.accept(now);
    return Caches.mattersOfJob(Pruning.job(now.build()), Pruning.job(before));
  }

  private static boolean changes(Consumer<PodBuilder> change) {
    Pod before =
        new PodBuilder()
            .withNewMetadata()
            .withName("photos-a1-0")
            .withUid("1")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .endStatus()
            .build();
    var now = new PodBuilder(before);
    change.accept(now);
    return Caches.mattersOfPod(Pruning.pod(now.build()), Pruning.pod(before));
  }
}
