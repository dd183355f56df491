package dev.byol.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.operator.model.Names;
import dev.byol.operator.observe.WorkerView.State;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodsTest {
  private static final Instant SCHEDULED = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aMissingSecretIsTheTroubleInKubernetesWords() {
    WorkerView worker =
        Pods.worker(
            pod(
                "Pending",
                List.of(),
                waiting("CreateContainerConfigError", "secret \"keys\" not found")));
    assertThat(worker.trouble()).contains("CreateContainerConfigError: secret \"keys\" not found");
    assertThat(worker.state()).isEqualTo(State.WAITING);
    assertThat(worker.waitingSince()).contains(SCHEDULED);
  }

  @Test
  void aContainerBeforeTheTrainersMayBeWhatWaits() {
    WorkerView worker =
        Pods.worker(
            pod(
                "Pending",
                List.of(waiting("ImagePullBackOff", "Back-off pulling image \"mesh:1\"")),
                waiting("PodInitializing", null)));
    assertThat(worker.trouble()).contains("ImagePullBackOff: Back-off pulling image \"mesh:1\"");
  }

  @Test
  void aContainerBeforeTheTrainersThatFailsIsNamed() {
    ContainerState failed =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(3)
            .withMessage("no route")
            .endTerminated()
            .build();
    WorkerView worker =
        Pods.worker(pod("Failed", List.of(failed), waiting("PodInitializing", null)));
    assertThat(worker.exit().orElseThrow().message()).isEqualTo("before-0 ended with 3: no route");
  }

  @Test
  void aPodIsHeldUpAfterTenSeconds() {
    WorkerView worker = Pods.worker(pod("Pending", List.of(), waiting("ContainerCreating", null)));
    assertThat(worker.trouble()).isEmpty();
    assertThat(worker.isHeldUp(SCHEDULED.plusSeconds(10))).isFalse();
    assertThat(worker.isHeldUp(SCHEDULED.plusSeconds(11))).isTrue();
  }

  private static ContainerState waiting(String reason, String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  private static Pod pod(String phase, List<ContainerState> before, ContainerState trainer) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("photos-a1-0")
            .addToLabels(Names.ATTEMPT, "1")
            .endMetadata()
            .withNewSpec()
            .withNodeName("node-1")
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("True")
            .withLastTransitionTime(SCHEDULED.toString())
            .endCondition()
            .withContainerStatuses(status(Names.CONTAINER, trainer));
    for (int i = 0; i < before.size(); i++) {
      pod.addToInitContainerStatuses(status("before-" + i, before.get(i)));
    }
    return pod.endStatus().build();
  }

  private static ContainerStatus status(String name, ContainerState state) {
    return new ContainerStatusBuilder().withName(name).withState(state).build();
  }
}
