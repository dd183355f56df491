package dev.byol.api;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.yaml.ExperimentReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Experiments that tests start from. */
public final class Experiments {
  /** A small experiment that is in order. */
  public static final String SMALL =
      """
      apiVersion: byol.dev/v1alpha1
      kind: ByolExperiment
      metadata:
        name: small
      spec:
        training:
          globalBatch: 64
          maxSteps: 200
        network:
          encoder: TinyResNet
        learningRate:
          base: 1.0
          warmupSteps: 20
        data:
          uri: data/train-{000000..000003}.tar
      """;

  private Experiments() {}

  public static ByolExperiment small(String... settings) {
    return parse(SMALL, settings);
  }

  public static ByolExperiment preset(String name, String... settings) {
    return parse(
        """
        apiVersion: byol.dev/v1alpha1
        kind: ByolExperiment
        metadata: {name: reference}
        spec:
          preset: %s
          data: {uri: data}
        """
            .formatted(name),
        settings);
  }

  public static ByolExperiment parse(String yaml, String... settings) {
    return ExperimentReader.parse(
        "test.yaml", yaml.getBytes(StandardCharsets.UTF_8), List.of(settings));
  }
}
