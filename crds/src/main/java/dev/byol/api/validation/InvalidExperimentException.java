package dev.byol.api.validation;

import java.util.List;
import java.util.stream.Collectors;

/** The experiment cannot be used as written; the message is for its author. */
public final class InvalidExperimentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /**
   * @param violations everything that was found wrong, at least one
   */
  public InvalidExperimentException(List<Violation> violations) {
    super(violations.stream().map(Violation::sentence).collect(Collectors.joining("\n")));
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("an invalid experiment has at least one violation");
    }
    this.violations = List.copyOf(violations);
  }

  /** An experiment with one thing wrong. */
  public static InvalidExperimentException of(Violation violation) {
    return new InvalidExperimentException(List.of(violation));
  }

  /** Everything that was found wrong, in the order of the file. */
  public List<Violation> violations() {
    return violations;
  }
}
