package dev.byol.api.validation;

import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks an experiment as far as it can be checked before its data is opened.
 *
 * <p>What depends on the number of images is checked by {@code
 * dev.byol.api.resolved.ExperimentResolver}.
 */
public final class ExperimentValidator {
  private static final Pattern NAME = Pattern.compile(Metadata.NAME);

  private ExperimentValidator() {}

  /** Everything wrong with the experiment as a user wrote it; empty if it can be used. */
  public static List<Violation> validate(ByolExperiment written) {
    ByolExperiment named =
        written.metadata() == null
            ? new ByolExperiment(
                written.apiVersion(),
                written.kind(),
                new Metadata("unnamed", null, null, null),
                written.spec())
            : written;
    return validate(written, Defaults.fill(named));
  }

  /**
   * The same for those who have laid presets and defaults under the experiment already.
   *
   * @param filled what {@link Defaults#fill} makes of {@code written}
   */
  public static List<Violation> validate(ByolExperiment written, ByolExperiment filled) {
    var violations = new ArrayList<Violation>();
    if (!ByolExperiment.API_VERSION.equals(written.apiVersion())) {
      violations.add(
          Violation.of(
              "apiVersion",
              Wording.value(written.apiVersion()),
              ByolExperiment.API_VERSION,
              "write apiVersion: " + ByolExperiment.API_VERSION));
    }
    if (!ByolExperiment.KIND.equals(written.kind())) {
      violations.add(
          Violation.of(
              "kind",
              Wording.value(written.kind()),
              ByolExperiment.KIND,
              "write kind: " + ByolExperiment.KIND));
    }
    String name = written.metadata() == null ? null : written.metadata().name();
    if (name == null || !NAME.matcher(name).matches()) {
      violations.add(
          Violation.of(
              "metadata.name",
              Wording.value(name),
              Metadata.NAME_IN_WORDS,
              "name the experiment so"));
    }
    if (written.spec() == null) {
      violations.add(
          Violation.of(
              "spec", "not set", "a section", "write at least spec.data.uri and a preset"));
      return List.copyOf(violations);
    }
    new RangeRules(violations::add).check(written, filled);
    new TextRules(violations::add).check(written);
    new SpecRules(violations::add).check(filled.spec());
    return List.copyOf(violations);
  }

  /**
   * Refuses an experiment that cannot be used.
   *
   * @throws InvalidExperimentException with everything wrong
   */
  public static void require(ByolExperiment written) {
    List<Violation> violations = validate(written);
    if (!violations.isEmpty()) {
      throw new InvalidExperimentException(violations);
    }
  }
}
