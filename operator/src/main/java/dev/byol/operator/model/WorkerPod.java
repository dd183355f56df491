package dev.byol.operator.model;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.workers.EnvironmentSpec;
import dev.byol.api.spec.workers.ResourceClaimSpec;
import dev.byol.api.spec.workers.ResourcesSpec;
import dev.byol.api.spec.workers.WorkersSpec;
import dev.byol.operator.template.TemplateRules;
import dev.byol.operator.template.UserTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A worker's pod: what the operator sets, laid over the template that a user gave. It keeps to the
 * restricted Pod Security standard unless that template does not or a volume is a hostPath.
 */
final class WorkerPod {
  private final AttemptPlan plan;
  private final WorkersSpec workers;
  private final PodTemplateSpec given;
  private final PodSpec givenSpec;

  private WorkerPod(AttemptPlan plan) {
    this.plan = plan;
    this.workers = plan.filled().spec().workers();
    this.given = UserTemplate.of(workers).template();
    this.givenSpec = given.getSpec() == null ? new PodSpec() : given.getSpec();
  }

  static PodTemplateSpec of(AttemptPlan plan, String key, WorkerDefaults defaults) {
    return new WorkerPod(plan).template(key, defaults);
  }

  private PodTemplateSpec template(String key, WorkerDefaults defaults) {
    return new PodTemplateSpecBuilder(given)
        .editOrNewMetadata()
        .addToLabels(Names.labels(plan.owner(), plan.number()))
        .addToLabels(GangScheduling.podLabels(plan))
        .addToAnnotations(GangScheduling.podAnnotations(plan))
        .endMetadata()
        .editOrNewSpec()
        .withSubdomain(Names.service(plan.owner()))
        .withRestartPolicy("Never")
        .withServiceAccountName(
            workers.serviceAccount() == null
                ? Names.shared(plan.owner())
                : workers.serviceAccount())
        .withAutomountServiceAccountToken(
            Overlay.under(givenSpec.getAutomountServiceAccountToken(), false))
        .withEnableServiceLinks(Overlay.under(givenSpec.getEnableServiceLinks(), false))
        .withDnsPolicy(dnsPolicy())
        .withSchedulerName(GangScheduling.scheduler(plan).orElse(null))
        .withPriorityClassName(
            Overlay.under(workers.priorityClassName(), givenSpec.getPriorityClassName()))
        .withRuntimeClassName(
            Overlay.under(workers.runtimeClassName(), givenSpec.getRuntimeClassName()))
        .withNodeSelector(Overlay.over(givenSpec.getNodeSelector(), workers.nodeSelector()))
        .withAffinity(UnfitNodes.avoid(givenSpec.getAffinity(), plan.unfitNodes()))
        .withTerminationGracePeriodSeconds(workers.terminationGracePeriodSeconds().longValue())
        .addAllToTolerations(
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
        .addAllToImagePullSecrets(
            orNone(workers.imagePullSecrets()).stream()
                .map(name -> new LocalObjectReferenceBuilder().withName(name).build())
                .toList())
        .addAllToResourceClaims(
            orNone(workers.resourceClaims()).stream()
                .map(
                    c ->
                        new PodResourceClaimBuilder()
                            .withName(c.name())
                            .withResourceClaimName(c.resourceClaimName())
                            .withResourceClaimTemplateName(c.resourceClaimTemplateName())
                            .build())
                .toList())
        .withSecurityContext(
            RestrictedDefaults.pod(givenSpec.getSecurityContext(), defaults.user()))
        .addAllToVolumes(WorkerVolumes.volumes(plan))
        .withInitContainers(
            givenSpec.getInitContainers().stream().map(RestrictedDefaults::of).toList())
        .withContainers(container(key, defaults.heartbeatSeconds()))
        .endSpec()
        .build();
  }

  /** Where a pod shares its node's network it shares its resolver, unless this is said. */
  private String dnsPolicy() {
    return Overlay.under(
        givenSpec.getDnsPolicy(),
        Boolean.TRUE.equals(givenSpec.getHostNetwork()) ? "ClusterFirstWithHostNet" : null);
  }

  private Container container(String key, int heartbeatSeconds) {
    Container users =
        givenSpec.getContainers().stream()
            .filter(container -> Names.CONTAINER.equals(container.getName()))
            .findFirst()
            .orElseGet(Container::new);
    SecurityContext rights = RestrictedDefaults.container(users.getSecurityContext());
    ResourceRequirements resources = resources(users.getResources());
    return new ContainerBuilder(users)
        .withName(Names.CONTAINER)
        .withImage(plan.image())
        .withImagePullPolicy(SpecField.word(workers.imagePullPolicy()))
        .withArgs("worker", WorkerVolumes.CONFIG_PATH + "/" + ExperimentConfig.EXPERIMENT_KEY)
        .withWorkingDir(WorkerVolumes.RUN_PATH)
        .withEnv(environment(key, heartbeatSeconds, resources))
        .addAllToEnv(users.getEnv())
        .addAllToEnvFrom(
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
        .withResources(resources)
        .addNewPort()
        .withName(TemplateRules.PORT)
        .withContainerPort(Names.RENDEZVOUS_PORT)
        .endPort()
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .addAllToVolumeMounts(WorkerVolumes.mounts(plan))
        .withSecurityContext(
            new SecurityContextBuilder(rights)
                .withReadOnlyRootFilesystem(Overlay.under(rights.getReadOnlyRootFilesystem(), true))
                .build())
        .build();
  }

  private Optional<String> credentials() {
    return WorkerVolumes.credentials(plan);
  }

  private List<EnvVar> environment(
      String key, int heartbeatSeconds, ResourceRequirements resources) {
    Owner owner = plan.owner();
    Map<String, String> plain = new LinkedHashMap<>();
    plain.put(WorkerVariables.WORLD_SIZE, Integer.toString(plan.world()));
    plain.put(
        WorkerVariables.RENDEZVOUS,
        "%s-0.%s.%s:%d"
            .formatted(plan.job(), Names.service(owner), owner.namespace(), Names.RENDEZVOUS_PORT));
    plain.put(WorkerVariables.GENERATION, Long.toString(plan.number()));
    plain.put(WorkerVariables.ATTEMPT, Long.toString(plan.number()));
    plain.put(WorkerVariables.KEY, key);
    plain.put(WorkerVariables.LEASE, owner.namespace() + "/" + Names.shared(owner));
    plain.put(WorkerVariables.HEARTBEAT_SECONDS, Integer.toString(heartbeatSeconds));
    plain.put(WorkerVariables.TERMINATION_LOG, "/dev/termination-log");
    plain.put(WorkerVariables.GRACE_SECONDS, workers.terminationGracePeriodSeconds().toString());
    if (credentials().isPresent()) {
      plain.put(WorkerVariables.STORE_CREDENTIALS, WorkerVolumes.CREDENTIALS_PATH);
    }
    Cores.of(resources).ifPresent(c -> plain.put(WorkerVariables.CORES, c.toString()));
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

  private ResourceRequirements resources(ResourceRequirements users) {
    ResourcesSpec spec = workers.resources();
    var given = users == null ? new ResourceRequirements() : users;
    var resources =
        new ResourceRequirementsBuilder(given)
            .addToRequests(quantities(spec == null ? null : spec.requests()))
            .addToLimits(quantities(spec == null ? null : spec.limits()));
    if (workers.gpusPerWorker() > 0 && !workers.gpuResource().isEmpty()) {
      resources.addToLimits(
          workers.gpuResource(), new Quantity(workers.gpusPerWorker().toString()));
    }
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
