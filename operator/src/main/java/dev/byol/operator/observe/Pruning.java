package dev.byol.operator.observe;

import dev.byol.operator.model.ExperimentConfig;
import dev.byol.operator.resource.ExperimentResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What of an object a decision reads: the rest is taken away before it is kept in a cache. The
 * objects are changed.
 */
final class Pruning {
  private static final String OURS = "byol.dev/";
  private static final JobSpec ADMITTED = new JobSpec();
  private static final JobSpec HELD = new JobSpec();
  private static final PodSpec[] SPECS = new PodSpec[1024];

  static {
    HELD.setSuspend(true);
  }

  private Pruning() {}

  static ExperimentResource experiment(ExperimentResource experiment) {
    ObjectMeta metadata = experiment.getMetadata();
    metadata.setManagedFields(List.of());
    // kubectl apply keeps the whole object once more in an annotation.
    metadata.setAnnotations(Map.of());
    metadata.setLabels(Map.of());
    return experiment;
  }

  static Job job(Job job) {
    metadata(job);
    job.setSpec(Boolean.TRUE.equals(job.getSpec().getSuspend()) ? HELD : ADMITTED);
    var status = new JobStatus();
    if (job.getStatus() != null) {
      status.setConditions(job.getStatus().getConditions());
    }
    job.setStatus(status);
    return job;
  }

  static Pod pod(Pod pod) {
    metadata(pod);
    pod.setSpec(on(pod.getSpec().getNodeName()));
    PodStatus all = pod.getStatus();
    if (all != null) {
      var status = new PodStatus();
      status.setPhase(all.getPhase());
      status.setReason(all.getReason());
      status.setMessage(all.getMessage());
      status.setConditions(
          all.getConditions().stream().filter(c -> Pods.CONDITIONS.contains(c.getType())).toList());
      status.setContainerStatuses(states(all.getContainerStatuses()));
      status.setInitContainerStatuses(states(all.getInitContainerStatuses()));
      pod.setStatus(status);
    }
    return pod;
  }

  /** The specs of pods of one node are one, as far as this remembers. */
  private static PodSpec on(String node) {
    int slot = Math.floorMod(Objects.hashCode(node), SPECS.length);
    PodSpec known = SPECS[slot];
    if (known == null || !Objects.equals(known.getNodeName(), node)) {
      known = new PodSpec();
      known.setNodeName(node);
      SPECS[slot] = known;
    }
    return known;
  }

  private static List<ContainerStatus> states(List<ContainerStatus> containers) {
    return containers.stream().map(Pruning::state).toList();
  }

  private static ContainerStatus state(ContainerStatus container) {
    var state = new ContainerStatus();
    state.setName(container.getName());
    state.setState(container.getState());
    return state;
  }

  static Lease lease(Lease lease) {
    metadata(lease);
    return lease;
  }

  /** The trainer's part is for the trainer. */
  static ConfigMap config(ConfigMap config) {
    metadata(config);
    if (config.getData() != null) {
      config.setData(only(config.getData(), ExperimentConfig.ACCEPTED_KEY::equals));
    }
    return config;
  }

  private static void metadata(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    metadata.setManagedFields(List.of());
    metadata.setFinalizers(List.of());
    metadata.setOwnerReferences(
        metadata.getOwnerReferences().stream().filter(Pruning::isController).toList());
    metadata.setGenerateName(null);
    metadata.setLabels(only(metadata.getLabels(), Pruning::isRead));
    metadata.setAnnotations(only(metadata.getAnnotations(), Pruning::isRead));
  }

  /** Whose it is decides whether it is touched. */
  private static boolean isController(OwnerReference owner) {
    return Boolean.TRUE.equals(owner.getController());
  }

  private static boolean isRead(String key) {
    return key.startsWith(OURS) || key.equals(Pods.RANK);
  }

  private static Map<String, String> only(Map<String, String> all, Predicate<String> kept) {
    if (all == null) {
      return Map.of();
    }
    Map<String, String> map = new HashMap<>();
    all.forEach(
        (key, value) -> {
          if (kept.test(key)) {
            map.put(key, value);
          }
        });
    return Map.copyOf(map);
  }
}
