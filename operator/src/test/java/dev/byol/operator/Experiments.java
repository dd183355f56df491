package dev.byol.operator;

import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.yaml.ExperimentReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Experiments of tests, from YAML. */
public final class Experiments {
  private Experiments() {}

  /**
   * As its author wrote it.
   *
   * @param settings of further fields, as after {@code --set}
   */
  public static ByolExperiment written(String yaml, String... settings) {
    return ExperimentReader.parse("test", yaml.getBytes(StandardCharsets.UTF_8), List.of(settings));
  }

  /** The same with all defaults. */
  public static ByolExperiment filled(String yaml, String... settings) {
    return Defaults.fill(written(yaml, settings));
  }
}
