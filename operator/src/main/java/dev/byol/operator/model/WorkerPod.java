package dev.byol.operator.model;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.api.spec.EnvironmentSpec;
import dev.byol.api.spec.ResourceClaimSpec;
import dev.byol.api.spec.ResourcesSpec;
import dev.byol.api.spec.SpecField;
import dev.byol.api.spec.StorageSpec;
import dev.byol.api.spec.WorkersSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A worker's pod; it keeps to the restricted Pod Security standard unless a volume is a hostPath.
 */
final class WorkerPod {
  /** Of the images in docker/: nobody there needs to be somebody. */
  private static final long USER = 65532;

  private final AttemptPlan plan;
  private final WorkersSpec workers;

  private WorkerPod(AttemptPlan plan) {
    this.plan = plan;
    this.workers = plan.filled().spec().workers();
  }

  static PodTemplateSpec of(AttemptPlan plan, String key, int heartbeatSeconds) {
    return new WorkerPod(plan).template(key, heartbeatSeconds);
  }

  private PodTemplateSpec template(String key, int heartbeatSeconds) {
    String experiment = plan.owner().name();
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(Names.labels(plan.owner(), plan.number()))
        .addToLabels(Gangs.podLabels(plan))
        .withAnnotations(Gangs.podAnnotations(plan))
        .endMetadata()
        .withNewSpec()
        .withSubdomain(experiment)
        .withRestartPolicy("Never")
        .withServiceAccountName(
            workers.serviceAccount() == null ? Names.worker(experiment) : workers.serviceAccount())
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withSchedulerName(Gangs.scheduler(plan).orElse(null))
        .withPriorityClassName(workers.priorityClassName())
        .withRuntimeClassName(workers.runtimeClassName())
        .withNodeSelector(workers.nodeSelector())
        .withTerminationGracePeriodSeconds(workers.terminationGracePeriodSeconds().longValue())
        .withTolerations(
            orNone(workers.tolerations()).stream()
                .map(
                    t ->
                        new TolerationBuilder()
                            .withKey(t.key())
                            .withOperator(t.operator())
                            .withValue(t.value())
                            .withEffect(t.effect())
                            .withTolerationSeconds(t.tolerationSeconds())
                            .build())
                .toList())
        .withImagePullSecrets(
            orNone(workers.imagePullSecrets()).stream()
                .map(name -> new LocalObjectReferenceBuilder().withName(name).build())
                .toList())
        .withResourceClaims(
            orNone(workers.resourceClaims()).stream()
                .map(
                    c ->
                        new PodResourceClaimBuilder()
                            .withName(c.name())
                            .withResourceClaimName(c.resourceClaimName())
                            .withResourceClaimTemplateName(c.resourceClaimTemplateName())
                            .build())
                .toList())
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withVolumes(WorkerVolumes.volumes(plan))
        .withContainers(container(key, heartbeatSeconds))
        .endSpec()
        .build();
  }

  private Container container(String key, int heartbeatSeconds) {
    return new ContainerBuilder()
        .withName(Names.CONTAINER)
        .withImage(plan.image())
        .withImagePullPolicy(SpecField.word(workers.imagePullPolicy()))
        .withArgs("worker", WorkerVolumes.CONFIG_PATH + "/" + ExperimentConfig.EXPERIMENT_KEY)
        .withWorkingDir(WorkerVolumes.RUN_PATH)
        .withEnv(environment(key, heartbeatSeconds))
        .withEnvFrom(
            credentials()
                .map(
                    secret ->
                        List.of(
                            new EnvFromSourceBuilder()
                                .withNewSecretRef()
                                .withName(secret)
                                .endSecretRef()
                                .build()))
                .orElse(List.of()))
        .withResources(resources())
        .addNewPort()
        .withName("rendezvous")
        .withContainerPort(Names.RENDEZVOUS_PORT)
        .endPort()
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(WorkerVolumes.mounts(workers))
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .build();
  }

  private Optional<String> credentials() {
    return Optional.ofNullable(plan.filled().spec().storage()).map(StorageSpec::credentialsSecret);
  }

  private List<EnvVar> environment(String key, int heartbeatSeconds) {
    Owner owner = plan.owner();
    Map<String, String> plain = new LinkedHashMap<>();
    plain.put(WorkerVariables.WORLD_SIZE, Integer.toString(plan.world()));
    plain.put(
        WorkerVariables.RENDEZVOUS,
        "%s-0.%s.%s:%d"
            .formatted(plan.job(), owner.name(), owner.namespace(), Names.RENDEZVOUS_PORT));
    plain.put(WorkerVariables.GENERATION, Long.toString(plan.number()));
    plain.put(WorkerVariables.ATTEMPT, Long.toString(plan.number()));
    plain.put(WorkerVariables.KEY, key);
    plain.put(WorkerVariables.LEASE, owner.namespace() + "/" + owner.name());
    plain.put(WorkerVariables.HEARTBEAT_SECONDS, Integer.toString(heartbeatSeconds));
    plain.put(WorkerVariables.TERMINATION_LOG, "/dev/termination-log");
    Cores.of(workers.resources()).ifPresent(c -> plain.put(WorkerVariables.CORES, c.toString()));
    List<EnvVar> variables = new ArrayList<>();
    variables.add(
        fieldVariable(
            WorkerVariables.RANK,
            "metadata.annotations['batch.kubernetes.io/job-completion-index']"));
    variables.add(fieldVariable("POD_NAME", "metadata.name"));
    plain.forEach((name, value) -> variables.add(new EnvVar(name, value, null)));
    orNone(workers.env()).forEach(variable -> variables.add(variable(variable)));
    return variables;
  }

  private static EnvVar fieldVariable(String name, String field) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(field)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  private static EnvVar variable(EnvironmentSpec spec) {
    if (spec.secretName() == null) {
      return new EnvVar(spec.name(), spec.value(), null);
    }
    return new EnvVarBuilder()
        .withName(spec.name())
        .withNewValueFrom()
        .withNewSecretKeyRef()
        .withName(spec.secretName())
        .withKey(spec.secretKey() == null ? spec.name() : spec.secretKey())
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }

  private ResourceRequirements resources() {
    ResourcesSpec spec = workers.resources();
    Map<String, Quantity> requests = quantities(spec == null ? null : spec.requests());
    Map<String, Quantity> limits = quantities(spec == null ? null : spec.limits());
    if (workers.gpusPerWorker() > 0 && !workers.gpuResource().isEmpty()) {
      limits.put(workers.gpuResource(), new Quantity(workers.gpusPerWorker().toString()));
    }
    var resources = new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits);
    for (ResourceClaimSpec claim : orNone(workers.resourceClaims())) {
      resources.addNewClaim(claim.name(), claim.request());
    }
    return resources.build();
  }

  private static Map<String, Quantity> quantities(Map<String, String> texts) {
    Map<String, Quantity> quantities = new LinkedHashMap<>();
    if (texts != null) {
      texts.forEach((name, text) -> quantities.put(name, new Quantity(text)));
    }
    return quantities;
  }

  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list;
  }
}
