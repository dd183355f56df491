package dev.byol.api.spec;

import java.util.List;

/**
 * Fields that say the same thing in different units: writing one of them sets aside what a preset,
 * the defaults or an earlier setting say by another.
 *
 * @param section path of the section, for instance {@code spec.training}
 * @param fields the fields of it
 * @param rule how many of them an experiment may write
 */
public record Alternatives(String section, List<String> fields, Rule rule) {

  /** How many of the fields an experiment may write. */
  public enum Rule {
    /** One must be there once preset and defaults are filled in. */
    EXACTLY_ONE,
    /** None or one. */
    AT_MOST_ONE,
    /** Any number; they hold together. */
    ANY
  }

  /** All groups of the spec. */
  public static final List<Alternatives> ALL =
      List.of(
          new Alternatives("spec.training", List.of("maxSteps", "maxEpochs"), Rule.EXACTLY_ONE),
          new Alternatives(
              "spec.learningRate", List.of("warmupSteps", "warmupEpochs"), Rule.AT_MOST_ONE),
          new Alternatives(
              "spec.evaluation", List.of("everySteps", "everyEpochs"), Rule.AT_MOST_ONE),
          new Alternatives("spec.checkpoint", List.of("everySteps", "everySeconds"), Rule.ANY));

  public Alternatives {
    fields = List.copyOf(fields);
  }

  /** Whether {@code path} is one of the fields. */
  public boolean contains(String path) {
    int dot = path.lastIndexOf('.');
    return dot > 0
        && path.substring(0, dot).equals(section)
        && fields.contains(path.substring(dot + 1));
  }
}
