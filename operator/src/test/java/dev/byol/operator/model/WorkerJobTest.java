package dev.byol.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.api.channel.Control;
import dev.byol.api.channel.WorkerVariables;
import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.operator.Experiments;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkerJobTest {
  private static final Owner OWNER =
      new Owner("vision", "photos", "7f3a91c2-52b6-4a0e-9d55-0c2f1e6b8a44");

  private static final String YAML =
      """
      apiVersion: byol.dev/v1alpha1
      kind: ByolExperiment
      metadata: {name: photos}
      spec:
        training: {globalBatch: 64, maxSteps: 300}
        network: {encoder: TinyResNet}
        learningRate: {base: 1.0}
        data: {uri: /data/train.tar}
        checkpoint: {uri: s3://runs/photos}
        storage: {credentialsSecret: keys}
        workers:
          replicas: 2
          volumes: [{name: data, mountPath: /data, claimName: pictures, readOnly: true}]
      """;

  @Test
  void oneFailureEndsTheJobAndRankZerosSuccessCompletesIt() {
    Job job = job();
    assertThat(job.getMetadata().getName()).isEqualTo("photos-7f3a91c2-a3");
    assertThat(job.getSpec())
        .returns(0, s -> s.getBackoffLimit())
        .returns(2, s -> s.getParallelism())
        .returns("Indexed", s -> s.getCompletionMode())
        .returns(null, s -> s.getSuspend())
        .returns("0", s -> s.getSuccessPolicy().getRules().get(0).getSucceededIndexes());
  }

  @Test
  void workersKnowTheirPlace() {
    assertThat(variables(job()))
        .containsEntry("BYOL_WORLD_SIZE", "2")
        .containsEntry("BYOL_RENDEZVOUS", "photos-7f3a91c2-a3-0.photos-7f3a91c2.vision:29400")
        .containsEntry("BYOL_ATTEMPT", "3")
        .containsEntry("BYOL_GENERATION", "3")
        .containsEntry("BYOL_KEY", "c0ffee")
        .containsEntry("BYOL_LEASE", "vision/photos.7f3a91c2")
        .containsEntry("BYOL_HEARTBEAT_SECONDS", "7")
        .doesNotContainKey("BYOL_CORES");
    assertThat(job().getSpec().getTemplate().getSpec().getSubdomain()).isEqualTo("photos-7f3a91c2");
  }

  @Test
  void coresAreTheWholePartOfTheLimit() {
    assertThat(variables(job("spec.workers.resources={limits: {cpu: 3500m}}")))
        .containsEntry("BYOL_CORES", "3");
    assertThat(variables(job("spec.workers.resources={limits: {cpu: '0.5'}}")))
        .containsEntry("BYOL_CORES", "1");
  }

  @Test
  void podsKeepToTheRestrictedStandard() {
    PodSpec pod = job().getSpec().getTemplate().getSpec();
    Container container = pod.getContainers().get(0);
    assertThat(pod.getSecurityContext())
        .returns(true, c -> c.getRunAsNonRoot())
        .returns("RuntimeDefault", c -> c.getSeccompProfile().getType());
    assertThat(container.getSecurityContext())
        .returns(false, c -> c.getAllowPrivilegeEscalation())
        .returns(true, c -> c.getReadOnlyRootFilesystem())
        .returns(List.of("ALL"), c -> c.getCapabilities().getDrop());
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getVolumes()).noneMatch(volume -> volume.getHostPath() != null);
  }

  @Test
  void acceleratorsAndPlacementReachThePod() {
    PodSpec pod =
        job(
                "spec.workers.gpusPerWorker=1",
                "spec.workers.nodeSelector={gpu: h100}",
                "spec.workers.tolerations=[{key: gpu, operator: Exists}]",
                "spec.workers.runtimeClassName=nvidia",
                "spec.workers.priorityClassName=high",
                "spec.workers.shm=8Gi",
                "spec.workers.resourceClaims=[{name: nic, resourceClaimTemplateName: rdma}]")
            .getSpec()
            .getTemplate()
            .getSpec();
    Container container = pod.getContainers().get(0);
    assertThat(container.getResources().getLimits())
        .containsEntry("nvidia.com/gpu", new Quantity("1"));
    assertThat(container.getResources().getClaims()).extracting(c -> c.getName()).contains("nic");
    assertThat(pod)
        .returns(Map.of("gpu", "h100"), p -> p.getNodeSelector())
        .returns("nvidia", p -> p.getRuntimeClassName())
        .returns("high", p -> p.getPriorityClassName());
    assertThat(pod.getTolerations()).hasSize(1);
    assertThat(pod.getVolumes())
        .filteredOn(v -> v.getName().equals("shm"))
        .allSatisfy(v -> assertThat(v.getEmptyDir().getSizeLimit()).isEqualTo(new Quantity("8Gi")));
  }

  @Test
  void kueueIsGivenALabelAndNothingElse() {
    Job job = job("spec.scheduling.queue=team");
    assertThat(job.getMetadata().getLabels()).containsEntry("kueue.x-k8s.io/queue-name", "team");
    assertThat(GangScheduling.podGroup(plan("spec.scheduling.queue=team"))).isEmpty();
  }

  @Test
  void volcanoIsGivenItsPodGroup() {
    String[] volcano = {"spec.scheduling.gang=Volcano", "spec.scheduling.queue=team"};
    assertThat(job(volcano).getSpec().getTemplate().getSpec().getSchedulerName())
        .isEqualTo("volcano");
    assertThat(GangScheduling.podGroup(plan(volcano)).orElseThrow())
        .returns("scheduling.volcano.sh/v1beta1", HasMetadata::getApiVersion)
        .returns(
            Map.of("minMember", 2, "queue", "team"), g -> g.getAdditionalProperties().get("spec"));
  }

  @Test
  void coschedulingMayHaveASchedulerOfItsOwn() {
    String[] plugin = {
      "spec.scheduling.gang=Coscheduling", "spec.scheduling.scheduler=scheduler-plugins-scheduler"
    };
    PodTemplateSpec pods = job(plugin).getSpec().getTemplate();
    assertThat(pods.getSpec().getSchedulerName()).isEqualTo("scheduler-plugins-scheduler");
    assertThat(pods.getMetadata().getLabels())
        .containsEntry("scheduling.x-k8s.io/pod-group", "photos.7f3a91c2-a3");
  }

  @Test
  void theSecretOfTheStorageIsMountedTooSoThatARenewedOneHoldsInRunningPods() {
    PodSpec pod = job().getSpec().getTemplate().getSpec();
    String volume =
        pod.getVolumes().stream()
            .filter(v -> v.getSecret() != null && v.getSecret().getSecretName().equals("keys"))
            .findFirst()
            .orElseThrow()
            .getName();
    Container container = pod.getContainers().get(0);
    String path =
        container.getVolumeMounts().stream()
            .filter(m -> m.getName().equals(volume))
            .findFirst()
            .orElseThrow()
            .getMountPath();
    assertThat(container.getEnv())
        .anySatisfy(
            variable ->
                assertThat(variable)
                    .returns(WorkerVariables.STORE_CREDENTIALS, EnvVar::getName)
                    .returns(path, EnvVar::getValue));
  }

  @Test
  void workersMayDoNothingButReadAndPatchTheirLease() {
    Role role =
        Prerequisites.of(plan(), Optional.empty()).stream()
            .filter(Role.class::isInstance)
            .map(Role.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(role.getRules()).hasSize(1);
    assertThat(role.getRules().get(0))
        .returns(List.of("leases"), r -> r.getResources())
        .returns(List.of("photos.7f3a91c2"), r -> r.getResourceNames())
        .returns(List.of("get", "patch"), r -> r.getVerbs());
  }

  @Test
  void aWorkerAloneNeedsNoService() {
    assertThat(Prerequisites.of(plan("spec.workers.replicas=1"), Optional.empty()))
        .extracting(HasMetadata::getKind)
        .containsExactly("ServiceAccount", "Role", "RoleBinding");
  }

  @Test
  void anAccountOfTheUsersOwnIsGivenTheSameRightAndIsNotTouched() {
    List<HasMetadata> around =
        Prerequisites.of(plan("spec.workers.serviceAccount=mine"), Optional.empty());
    assertThat(around)
        .extracting(HasMetadata::getKind)
        .containsExactly("Service", "Role", "RoleBinding");
    RoleBinding binding = (RoleBinding) around.get(2);
    assertThat(binding.getRoleRef().getName()).isEqualTo(around.get(1).getMetadata().getName());
    assertThat(binding.getSubjects())
        .singleElement()
        .returns("ServiceAccount", s -> s.getKind())
        .returns("vision", s -> s.getNamespace())
        .returns("mine", s -> s.getName());
  }

  @Test
  void theTrainersExperimentIsCompleteAndWithoutWhatOnlyTheOperatorReads() {
    String yaml = plan("spec.lifecycle.restartNonce=x").config().experiment();
    ByolExperiment read = Experiments.written(yaml);
    assertThat(read.spec().training().scheduleSteps()).isEqualTo(300);
    assertThat(read.spec().optimizer().momentum()).isEqualTo(0.9);
    assertThat(yaml).doesNotContain("restartNonce", "volumes", "credentialsSecret", "maxFailures");
  }

  @Test
  void configsAreNamedByTheirContent() {
    assertThat(plan().config().name()).isEqualTo(plan().config().name());
    assertThat(plan("spec.seed=1").config().name()).isNotEqualTo(plan().config().name());
  }

  private static Job job(String... settings) {
    return WorkerJob.of(plan(settings), "c0ffee", new WorkerDefaults(7, OptionalLong.of(65532)));
  }

  private static Map<String, String> variables(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static AttemptPlan plan(String... settings) {
    ByolExperiment accepted = Experiments.written(YAML, settings);
    return new AttemptPlan(
        OWNER,
        3,
        Names.job(OWNER, 3),
        accepted,
        Defaults.fill(accepted),
        ExperimentConfig.of(OWNER, accepted, Optional.of(300L)),
        "trainer:1",
        List.of(),
        new Control(3, 1, Control.Action.RUN, null, null, null));
  }
}
