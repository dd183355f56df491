package dev.byol.operator.observe;

import dev.byol.operator.model.Names;
import dev.byol.operator.observe.WorkerView.Exit;
import dev.byol.operator.observe.WorkerView.State;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Worker pods as the views that a decision reads. */
final class Pods {
  static final String RANK = "batch.kubernetes.io/job-completion-index";

  /** Waiting for these is nothing to speak of. */
  private static final Set<String> HARMLESS = Set.of("ContainerCreating", "PodInitializing");

  /** The conditions that are read. */
  static final Set<String> CONDITIONS = Set.of("Ready", "PodScheduled", "DisruptionTarget");

  private Pods() {}

  static WorkerView worker(Pod pod) {
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    Optional<ContainerState> container = container(status);
    Optional<Exit> exit =
        container.map(ContainerState::getTerminated).map(Pods::exit).or(() -> podExit(status));
    Optional<String> node = Optional.ofNullable(pod.getSpec().getNodeName());
    State state = state(status, container, exit, node);
    return new WorkerView(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        Long.parseLong(pod.getMetadata().getLabels().getOrDefault(Names.ATTEMPT, "0")),
        Integer.parseInt(pod.getMetadata().getLabels().getOrDefault(RANK, "0")),
        node,
        state,
        state == State.WAITING ? Optional.of(waitingSince(pod, status)) : Optional.empty(),
        trouble(status),
        exit,
        disruption(status),
        Optional.ofNullable(pod.getMetadata().getDeletionTimestamp()).map(Instant::parse),
        silentSince(status, container));
  }

  /** The node controller takes readiness from running pods of a node that does not report. */
  private static Optional<Instant> silentSince(
      PodStatus status, Optional<ContainerState> container) {
    boolean running = container.map(ContainerState::getRunning).isPresent();
    return condition(status, "Ready")
        .filter(c -> running && !"True".equals(c.getStatus()))
        .map(PodCondition::getLastTransitionTime)
        .map(Instant::parse);
  }

  private static State state(
      PodStatus status,
      Optional<ContainerState> container,
      Optional<Exit> exit,
      Optional<String> node) {
    if (exit.isPresent()) {
      return State.ENDED;
    }
    if (container.map(ContainerState::getRunning).isPresent()) {
      return State.RUNNING;
    }
    return node.isPresent() && !"Unknown".equals(status.getPhase())
        ? State.WAITING
        : State.UNSCHEDULED;
  }

  private static Exit exit(ContainerStateTerminated ended) {
    return new Exit(
        ended.getExitCode(),
        text(ended.getReason()),
        text(ended.getMessage()),
        ended.getFinishedAt() == null ? Instant.EPOCH : Instant.parse(ended.getFinishedAt()));
  }

  private static Instant waitingSince(Pod pod, PodStatus status) {
    return condition(status, "PodScheduled")
        .filter(c -> "True".equals(c.getStatus()))
        .map(PodCondition::getLastTransitionTime)
        .or(() -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp()))
        .map(Instant::parse)
        .orElse(Instant.EPOCH);
  }

  /** A pod that failed without its container having ended: evicted, refused by its node, lost. */
  private static Optional<Exit> podExit(PodStatus status) {
    if (!"Failed".equals(status.getPhase())) {
      return Optional.empty();
    }
    String message =
        containers(status)
            .filter(c -> terminated(c).filter(t -> t.getExitCode() != 0).isPresent())
            .findFirst()
            .map(c -> c.getName() + " ended with " + words(terminated(c).orElseThrow()))
            .orElseGet(() -> text(status.getMessage()));
    return Optional.of(new Exit(-1, text(status.getReason()), message, Instant.EPOCH));
  }

  private static Optional<ContainerStateTerminated> terminated(ContainerStatus container) {
    return Optional.ofNullable(container.getState()).map(ContainerState::getTerminated);
  }

  private static String words(ContainerStateTerminated ended) {
    String said = text(ended.getMessage()).strip();
    return ended.getExitCode() + (said.isEmpty() ? "" : ": " + said);
  }

  /** Of the first container that cannot start, be it before or beside the trainer's. */
  private static Optional<String> trouble(PodStatus status) {
    Optional<String> waiting =
        containers(status)
            .map(ContainerStatus::getState)
            .filter(Objects::nonNull)
            .map(ContainerState::getWaiting)
            .filter(Objects::nonNull)
            .filter(w -> w.getReason() != null && !HARMLESS.contains(w.getReason()))
            .findFirst()
            .map(w -> w.getReason() + (w.getMessage() == null ? "" : ": " + w.getMessage()));
    return waiting.or(
        () ->
            condition(status, "PodScheduled")
                .filter(c -> "False".equals(c.getStatus()))
                .map(c -> c.getReason() + ": " + text(c.getMessage())));
  }

  /** All containers, those that run before the trainer's first. */
  private static Stream<ContainerStatus> containers(PodStatus status) {
    return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
        .filter(Objects::nonNull)
        .flatMap(List::stream);
  }

  private static Optional<String> disruption(PodStatus status) {
    if ("Evicted".equals(status.getReason()) || "Preempting".equals(status.getReason())) {
      return Optional.of(status.getReason() + ": " + text(status.getMessage()));
    }
    return condition(status, "DisruptionTarget")
        .filter(c -> "True".equals(c.getStatus()))
        .map(c -> c.getReason() + ": " + c.getMessage());
  }

  private static Optional<ContainerState> container(PodStatus status) {
    List<ContainerStatus> containers =
        status.getContainerStatuses() == null ? List.of() : status.getContainerStatuses();
    return containers.stream()
        .filter(c -> c.getName().equals(Names.CONTAINER))
        .map(ContainerStatus::getState)
        .findFirst();
  }

  private static Optional<PodCondition> condition(PodStatus status, String type) {
    List<PodCondition> conditions =
        status.getConditions() == null ? List.of() : status.getConditions();
    return conditions.stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
