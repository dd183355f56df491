package dev.byol.api.validation;

import java.util.Objects;

/**
 * One thing that is wrong with an experiment.
 *
 * @param path field, for instance {@code spec.training.globalBatch}; the file if it is not about a
 *     field
 * @param value what was found there, as one would say it
 * @param allowed what may stand there
 * @param remedy what to do: an imperative without full stop, or a question
 * @param where origin of the value, for instance {@code line 7}; empty if unknown
 */
public record Violation(String path, String value, String allowed, String remedy, String where) {

  public Violation {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(allowed, "allowed");
    Objects.requireNonNull(remedy, "remedy");
    Objects.requireNonNull(where, "where");
  }

  /** A violation whose origin is not known. */
  public static Violation of(String path, String value, String allowed, String remedy) {
    return new Violation(path, value, allowed, remedy, "");
  }

  /** The same violation, found at {@code newWhere}. */
  public Violation at(String newWhere) {
    return new Violation(path, value, allowed, remedy, newWhere);
  }

  /** The whole as one sentence. */
  public String sentence() {
    String origin = where.isEmpty() ? "" : " (" + where + ")";
    String end = remedy.endsWith("?") ? "" : ".";
    return path + origin + " is " + value + "; allowed: " + allowed + "; " + remedy + end;
  }
}
