package dev.byol.operator.decide;

import java.util.List;

/**
 * Why pods do not start, by the words that Kubernetes has for it. All of it is waited for: when it
 * is fixed, the pods start by themselves; what may be their node's fault is waited for with a
 * bound.
 */
enum StartTrouble {
  IMAGE(
      "ImageNotPulled",
      "Check spec.workers.image and spec.workers.imagePullSecrets.",
      "ErrImagePull",
      "ImagePullBackOff",
      "InvalidImageName",
      "ErrImageNeverPull",
      "ImageInspectError",
      "RegistryUnavailable",
      "SignatureValidationFailed"),
  CONFIGURATION(
      "ContainerNotConfigured",
      "Create the Secret, ConfigMap or key that is missing, or name another; the pods then start by themselves.",
      "CreateContainerConfigError"),
  VOLUME(
      "VolumeNotMounted",
      "Fix the volume, or name another in spec.workers.volumes; the pods then start by themselves.",
      "FailedMount",
      "FailedAttachVolume",
      "FailedMapVolume",
      "FailedBinding"),
  SANDBOX(
      "SandboxNotMade",
      "Look at the network and the container runtime of the node.",
      "FailedCreatePodSandBox",
      "FailedPodSandBoxStatus",
      "NetworkNotReady",
      "FailedSync"),
  DEVICE(
      "DeviceNotPrepared",
      "Look at the devices of the node and their driver.",
      "FailedPrepareDynamicResources"),
  NODE(
      "Unschedulable",
      "The pods start by themselves when that is fixed, or nodes have room.",
      "Unschedulable",
      "SchedulerError",
      "SchedulingGated"),
  OTHER("ContainersWait", "kubectl describe pod says more.");

  private final String reason;
  private final String remedy;
  private final List<String> words;

  StartTrouble(String reason, String remedy, String... words) {
    this.reason = reason;
    this.remedy = remedy;
    this.words = List.of(words);
  }

  /** What it is, by a worker's trouble. */
  static StartTrouble of(String trouble) {
    int colon = trouble.indexOf(':');
    String word = colon < 0 ? trouble : trouble.substring(0, colon);
    for (StartTrouble kind : values()) {
      if (kind.words.contains(word)) {
        return kind;
      }
    }
    return OTHER;
  }

  /**
   * Whether another node may do better. A missing Secret is missing everywhere; an image may be,
   * unless another worker has it.
   *
   * @param othersRun whether the containers of other workers of the attempt run
   */
  boolean mayBeTheNodes(boolean othersRun) {
    return switch (this) {
      case VOLUME, SANDBOX, DEVICE -> true;
      case IMAGE -> othersRun;
      case CONFIGURATION, NODE, OTHER -> false;
    };
  }

  /** One word for conditions and events. */
  String reason() {
    return reason;
  }

  /** What Kubernetes calls it. */
  List<String> words() {
    return words;
  }

  /** What to do about it, for people. */
  String remedy() {
    return remedy;
  }
}
