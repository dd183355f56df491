package dev.byol.api.resolved;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.preset.Defaults;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.PinnedField;
import dev.byol.api.spec.SpecTree;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A field that a run sets otherwise than the run that wrote its checkpoint.
 *
 * @param field path below {@code spec}
 * @param before its value then, as JSON; empty: not set
 * @param now its value now, as JSON; empty: not set
 */
public record Difference(String field, Optional<String> before, Optional<String> now) {
  /** Lenient: another version of the program may have written the checkpoint. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * All differences between two resolved experiments, by field.
   *
   * @param before as it was written into a checkpoint, by {@code ExperimentWriter}
   * @throws IllegalArgumentException if {@code before} is no experiment
   */
  public static List<Difference> between(String before, ByolExperiment now) {
    Map<String, String> old = leaves(read(before));
    Map<String, String> current = leaves(now);
    var fields = new TreeSet<>(old.keySet());
    fields.addAll(current.keySet());
    return fields.stream()
        .filter(field -> !Objects.equals(old.get(field), current.get(field)))
        .map(
            field ->
                new Difference(
                    field,
                    Optional.ofNullable(old.get(field)),
                    Optional.ofNullable(current.get(field))))
        .toList();
  }

  /** With the defaults of fields that the version that wrote it did not know. */
  private static ByolExperiment read(String written) {
    try {
      ByolExperiment read = JSON.readValue(written, ByolExperiment.class);
      if (read == null || read.spec() == null || read.metadata() == null) {
        throw new IllegalArgumentException("it has no spec");
      }
      return Defaults.fill(read);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  private static Map<String, String> leaves(ByolExperiment experiment) {
    Map<String, String> found = new TreeMap<>();
    collect("", SpecTree.of(experiment.spec()), found);
    return found;
  }

  private static void collect(String path, ObjectNode section, Map<String, String> found) {
    for (var field : section.properties()) {
      String child = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      JsonNode value = field.getValue();
      if (value instanceof ObjectNode inner) {
        collect(child, inner, found);
      } else {
        found.put(child, value.toString());
      }
    }
  }

  /** The pin that this breaks, if the field is pinned by a checkpoint. */
  public Optional<PinnedField> pin() {
    return PinnedField.of(field);
  }

  /** {@code spec.seed is 1, was 0}. */
  public String sentence() {
    return "spec.%s is %s, was %s"
        .formatted(field, now.orElse("not set"), before.orElse("not set"));
  }
}
