package dev.byol.operator.bounds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.field.TextForm;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.validation.Violation;
import dev.byol.api.yaml.ExperimentReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what a reader of a file refuses with what an API server refuses. */
public final class Agreement {
  private Agreement() {}

  /**
   * Every case that one of the two refuses by its bounds and the other takes, in words.
   *
   * @param server why a document is refused there, empty if it is not
   */
  public static List<String> differences(Function<JsonNode, Optional<String>> server) {
    List<String> differences = new ArrayList<>();
    for (SpecCases.Case one : SpecCases.all()) {
      Optional<String> there = server.apply(one.document());
      List<Violation> here = violations(one.document());
      if (there.isPresent() && here.isEmpty()) {
        differences.add(one + " is taken from a file; the API server: " + there.get());
      } else if (there.isEmpty() && here.stream().anyMatch(v -> isBound(one.path(), v))) {
        differences.add(one + " is taken by the API server; of a file: " + here.get(0).sentence());
      }
    }
    return differences;
  }

  /** The experiment of a case, if a reader takes it. */
  public static Optional<ByolExperiment> read(SpecCases.Case one) {
    try {
      return Optional.of(parse(one.document()));
    } catch (InvalidExperimentException e) {
      return Optional.empty();
    }
  }

  private static List<Violation> violations(JsonNode document) {
    try {
      parse(document);
      return List.of();
    } catch (InvalidExperimentException e) {
      return e.violations();
    }
  }

  private static ByolExperiment parse(JsonNode document) {
    return ExperimentReader.parse(
        "bounds", document.toString().getBytes(StandardCharsets.UTF_8), List.of());
  }

  /** Whether the field is refused for itself and not beside others. */
  private static boolean isBound(String path, Violation violation) {
    String name = violation.path().replaceAll("\\[\\d+]", "[]");
    boolean itself = name.equals(path) || name.equals(path + "[]") || name.startsWith(path + ".");
    boolean aKey = violation.allowed().equals(TextForm.RESOURCE.inWords());
    // Expressions of Go know no look-ahead: what is a folder's spelling is asked by the operator.
    boolean dots = violation.allowed().equals(TextForm.MOUNT_PATH.inWords());
    String bounds =
        Arrays.stream(TextForm.values()).map(TextForm::inWords).collect(Collectors.joining("|"));
    return itself
        && !aKey
        && !dots
        && (bounds.contains(violation.allowed())
            || violation.allowed().startsWith("at most " + SpecField.MOST_ELEMENTS)
            || violation.allowed().matches("at most \\d+ characters")
            || violation.remedy().equals("set it within that range"));
  }
}
