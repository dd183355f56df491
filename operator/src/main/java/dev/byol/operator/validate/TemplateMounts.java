package dev.byol.operator.validate;

import dev.byol.operator.template.TemplateRules;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a pod template mounts into the trainer. */
final class TemplateMounts {
  private TemplateMounts() {}

  /** Places that can be written and outlive the pod. */
  static Stream<String> lasting(PodTemplateSpec template) {
    if (template.getSpec() == null) {
      return Stream.empty();
    }
    Set<String> lasting =
        template.getSpec().getVolumes().stream()
            .filter(TemplateMounts::lasts)
            .map(Volume::getName)
            .collect(Collectors.toSet());
    return template.getSpec().getContainers().stream()
        .filter(container -> TemplateRules.TRAINER.equals(container.getName()))
        .flatMap(container -> container.getVolumeMounts().stream())
        .filter(mount -> lasting.contains(mount.getName()))
        .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
        .map(VolumeMount::getMountPath);
  }

  private static boolean lasts(Volume volume) {
    return volume.getEmptyDir() == null
        && volume.getEphemeral() == null
        && volume.getConfigMap() == null
        && volume.getImage() == null
        && volume.getSecret() == null
        && volume.getProjected() == null
        && volume.getDownwardAPI() == null;
  }
}
