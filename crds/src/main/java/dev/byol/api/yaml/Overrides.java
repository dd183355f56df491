package dev.byol.api.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.spec.Alternatives;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.validation.InvalidExperimentException;
import dev.byol.api.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the form {@code spec.training.maxSteps=400}, laid over a document.
 *
 * <p>A value is read as YAML, so {@code {base: 0.1}} replaces a section and an empty value or
 * {@code null} unsets a field; any other value of a text field is taken as it stands. Setting one
 * of two fields that say the same in different units removes the other.
 */
final class Overrides {
  /** A file of this name is written {@code ./null}. */
  private static final String UNSET = "null";

  private Overrides() {}

  static void applyInPlace(SourceTree source, List<String> settings) {
    var violations = new ArrayList<Violation>();
    for (String setting : settings) {
      try {
        apply(source, setting);
      } catch (InvalidExperimentException e) {
        violations.addAll(e.violations());
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidExperimentException(violations);
    }
  }

  private static void apply(SourceTree source, String setting) {
    int equals = setting.indexOf('=');
    String path = equals < 0 ? "" : setting.substring(0, equals).strip();
    if (path.isEmpty()) {
      throw InvalidExperimentException.of(
          Violation.of(
              "--set",
              "\"" + setting + "\"",
              "PATH=VALUE",
              "write for instance --set spec.training.maxSteps=400"));
    }
    String text = setting.substring(equals + 1).strip();
    Class<?> type = typeOf(path);
    JsonNode value =
        type == String.class && !text.isEmpty() && !text.equals(UNSET)
            ? JsonNodeFactory.instance.textNode(text)
            : DocumentReader.value("--set " + path, text);
    int dot = path.lastIndexOf('.');
    ObjectNode section = sectionInPlace(source.root(), path.substring(0, Math.max(dot, 0)), path);
    for (Alternatives group : Alternatives.ALL) {
      if (group.contains(path) && group.rule() != Alternatives.Rule.ANY && !value.isNull()) {
        section.remove(group.fields());
      }
    }
    if (value.isNull()) {
      section.remove(path.substring(dot + 1));
    } else {
      section.set(path.substring(dot + 1), value);
    }
    source.where().keySet().removeIf(p -> p.startsWith(path + "."));
    source.where().put(path, "--set");
  }

  private static ObjectNode sectionInPlace(ObjectNode root, String sectionPath, String path) {
    ObjectNode section = root;
    if (sectionPath.isEmpty()) {
      return section;
    }
    for (String name : sectionPath.split("\\.", -1)) {
      JsonNode next = section.get(name);
      if (next == null || next.isNull()) {
        next = section.putObject(name);
      }
      if (!(next instanceof ObjectNode object)) {
        throw refuse("--set " + path, "below a value", "a field of a section", "fix the path");
      }
      section = object;
    }
    return section;
  }

  /** The type of the field at {@code path}. */
  private static Class<?> typeOf(String path) {
    Class<?> type = ByolExperiment.class;
    SpecField.Form form = SpecField.Form.PLAIN;
    String walked = "";
    for (String name : path.split("\\.", -1)) {
      if (type == Map.class) {
        return form == SpecField.Form.FREE ? Object.class : String.class;
      }
      List<SpecField> fields = type.isRecord() ? SpecField.of(type) : List.of();
      Optional<SpecField> field = fields.stream().filter(f -> f.name().equals(name)).findFirst();
      if (field.isEmpty()) {
        throw unknown(path, walked, name, fields);
      }
      type = field.get().type();
      form = field.get().form();
      walked = SourceTree.child(walked, name);
    }
    return type;
  }

  private static InvalidExperimentException unknown(
      String path, String walked, String name, List<SpecField> fields) {
    List<String> names = fields.stream().map(SpecField::name).toList();
    if (names.isEmpty()) {
      return refuse(path, "below a single value", walked + "=VALUE", "fix the path");
    }
    String remedy =
        Nearest.field(name, names).map(n -> "did you mean " + n + "?").orElse("choose one of them");
    return refuse(path, "an unknown field", String.join(", ", names), remedy);
  }

  private static InvalidExperimentException refuse(
      String path, String value, String allowed, String remedy) {
    return InvalidExperimentException.of(new Violation(path, value, allowed, remedy, "--set"));
  }
}
