package dev.byol.trainer.config;

import dev.byol.api.preset.Defaults;
import dev.byol.api.resolved.DataFacts;
import dev.byol.api.resolved.ExperimentResolver;
import dev.byol.api.resolved.ResolvedExperiment;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.ExperimentSpec;
import dev.byol.api.spec.data.DataSpec;
import dev.byol.api.yaml.ExperimentReader;
import java.nio.file.Path;
import java.util.List;

/**
 * An experiment that has been read and checked, before its data is opened.
 *
 * @param written as the user wrote it, overrides applied
 * @param filled with presets and defaults, for what must be known before the data is open
 */
public record ExperimentFile(ByolExperiment written, ByolExperiment filled) {

  /**
   * Reads an experiment.
   *
   * @param overrides settings such as {@code spec.training.maxSteps=400}, applied in order
   * @throws dev.byol.api.validation.InvalidExperimentException with everything wrong
   */
  public static ExperimentFile read(Path file, List<String> overrides) {
    ByolExperiment written = ExperimentReader.read(file, overrides);
    return new ExperimentFile(written, Defaults.fill(written));
  }

  /** Name of the experiment. */
  public String name() {
    return written.metadata().name();
  }

  /** The spec with presets and defaults; fields without a default may be {@code null}. */
  public ExperimentSpec spec() {
    return filled.spec();
  }

  /**
   * Where the pictures are: {@code uri} and {@code format} are set, the other fields may not be.
   */
  public DataSpec data() {
    return filled.spec().data();
  }

  /**
   * The settings of the run.
   *
   * @throws dev.byol.api.validation.InvalidExperimentException if the experiment does not fit the
   *     data
   */
  public ResolvedExperiment resolve(DataFacts facts) {
    return ExperimentResolver.resolve(written, facts);
  }
}
