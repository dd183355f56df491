package dev.byol.operator.template;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.operator.Experiments;

/** Experiments with a pod template. */
public final class Templates {
  private Templates() {}

  /**
   * One that is sound but for what is given.
   *
   * @param podTemplate as a YAML flow mapping
   * @param settings of other fields, as after {@code --set}
   */
  public static ByolExperiment with(String podTemplate, String... settings) {
    String yaml =
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: photos}
        spec:
          training: {globalBatch: 64, maxSteps: 300}
          data: {uri: /data/train.tar}
          checkpoint: {uri: s3://runs/photos}
          workers:
            replicas: 2
            podTemplate: %s
        """
            .formatted(podTemplate);
    return Experiments.filled(yaml, settings);
  }
}
