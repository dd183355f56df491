package dev.byol.operator.model;

import dev.byol.api.spec.storage.StorageSpec;
import dev.byol.api.spec.workers.VolumeSpec;
import dev.byol.api.spec.workers.WorkersSpec;
import dev.byol.operator.template.TemplateRules;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is mounted into a worker; its root is read-only. */
final class WorkerVolumes {
  static final String CONFIG_PATH = "/etc/byol";
  static final String RUN_PATH = "/var/lib/byol";
  static final String CREDENTIALS_PATH = "/var/run/secrets/byol.dev/store";
  private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  /** In front of a user's volume, so that none meets one of ours. */
  private static final String USERS = TemplateRules.USERS_VOLUMES;

  private WorkerVolumes() {}

  static List<Volume> volumes(AttemptPlan plan) {
    WorkersSpec workers = plan.filled().spec().workers();
    List<Volume> volumes = new ArrayList<>();
    volumes.add(
        new VolumeBuilder()
            .withName("config")
            .withNewConfigMap()
            .withName(plan.config().name())
            .withItems(
                new KeyToPathBuilder()
                    .withKey(ExperimentConfig.EXPERIMENT_KEY)
                    .withPath(ExperimentConfig.EXPERIMENT_KEY)
                    .build())
            .endConfigMap()
            .build());
    volumes.add(token());
    volumes.add(new VolumeBuilder().withName("tmp").withNewEmptyDir().endEmptyDir().build());
    volumes.add(new VolumeBuilder().withName("run").withNewEmptyDir().endEmptyDir().build());
    volumes.add(
        new VolumeBuilder()
            .withName("shm")
            .withNewEmptyDir()
            .withMedium("Memory")
            .withSizeLimit(new Quantity(workers.shm()))
            .endEmptyDir()
            .build());
    credentials(plan).ifPresent(name -> volumes.add(secret(name)));
    if (workers.volumes() != null) {
      workers.volumes().forEach(volume -> volumes.add(volume(volume)));
    }
    return volumes;
  }

  /** The Secret with which object storage is reached. */
  static Optional<String> credentials(AttemptPlan plan) {
    return Optional.ofNullable(plan.filled().spec().storage()).map(StorageSpec::credentialsSecret);
  }

  /**
   * Beside the variables of the environment, which are fixed when a pod starts: the kubelet renews
   * these files when the Secret is renewed. Optional here, so that a Secret that is missing is told
   * of once.
   */
  private static Volume secret(String name) {
    return new VolumeBuilder()
        .withName("credentials")
        .withNewSecret()
        .withSecretName(name)
        .withOptional(true)
        .withDefaultMode(0440)
        .endSecret()
        .build();
  }

  static List<VolumeMount> mounts(AttemptPlan plan) {
    WorkersSpec workers = plan.filled().spec().workers();
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(mount("config", CONFIG_PATH, true));
    mounts.add(mount("token", TOKEN_PATH, true));
    mounts.add(mount("tmp", "/tmp", false));
    mounts.add(mount("run", RUN_PATH, false));
    mounts.add(mount("shm", "/dev/shm", false));
    credentials(plan).ifPresent(name -> mounts.add(mount("credentials", CREDENTIALS_PATH, true)));
    if (workers.volumes() != null) {
      for (VolumeSpec volume : workers.volumes()) {
        mounts.add(
            mount(
                USERS + volume.name(), volume.mountPath(), Boolean.TRUE.equals(volume.readOnly())));
      }
    }
    return mounts;
  }

  /** What a service account's token usually comes with, for the trainer's container alone. */
  private static Volume token() {
    return new VolumeBuilder()
        .withName("token")
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken()
        .withPath("token")
        .withExpirationSeconds(3600L)
        .endServiceAccountToken()
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName("kube-root-ca.crt")
        .withItems(new KeyToPathBuilder().withKey("ca.crt").withPath("ca.crt").build())
        .endConfigMap()
        .endSource()
        .addNewSource()
        .withNewDownwardAPI()
        .addNewItem()
        .withPath("namespace")
        .withNewFieldRef()
        .withFieldPath("metadata.namespace")
        .endFieldRef()
        .endItem()
        .endDownwardAPI()
        .endSource()
        .endProjected()
        .build();
  }

  private static Volume volume(VolumeSpec spec) {
    var volume = new VolumeBuilder().withName(USERS + spec.name());
    return spec.claimName() != null
        ? volume
            .withNewPersistentVolumeClaim(spec.claimName(), Boolean.TRUE.equals(spec.readOnly()))
            .build()
        : volume.withNewHostPath(spec.hostPath(), null).build();
  }

  private static VolumeMount mount(String name, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(name)
        .withMountPath(path)
        .withReadOnly(readOnly ? true : null)
        .build();
  }
}
