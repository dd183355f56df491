package dev.byol.api.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.field.TextForm;
import dev.byol.api.text.Texts;
import dev.byol.api.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares a tree with the spec's records: unknown fields and wrong types, all of them. */
final class TreeCheck {
  /** What an API server adds to a resource; harmless in a file that was fetched from one. */
  private static final Map<String, Set<String>> SERVER_FIELDS =
      Map.of(
          "",
          Set.of("status"),
          "metadata",
          Set.of(
              "uid",
              "resourceVersion",
              "generation",
              "creationTimestamp",
              "selfLink",
              "managedFields",
              "ownerReferences",
              "finalizers"));

  private final SourceTree source;
  private final List<Violation> found = new ArrayList<>();

  private TreeCheck(SourceTree source) {
    this.source = source;
  }

  /** Everything that does not fit; removes server fields from the tree. */
  static List<Violation> checkInPlace(SourceTree source) {
    var shape = new TreeCheck(source);
    shape.section("", source.root(), ByolExperiment.class);
    return List.copyOf(shape.found);
  }

  private void section(String path, ObjectNode section, Class<?> type) {
    section.remove(SERVER_FIELDS.getOrDefault(path, Set.of()));
    List<SpecField> fields = SpecField.of(type);
    for (var entry : section.properties()) {
      String child = SourceTree.child(path, entry.getKey());
      fields.stream()
          .filter(f -> f.name().equals(entry.getKey()))
          .findFirst()
          .ifPresentOrElse(
              f -> value(child, entry.getValue(), f), () -> unknown(child, entry.getKey(), fields));
    }
  }

  private void value(String path, JsonNode value, SpecField field) {
    if (value.isNull()) {
      return;
    }
    if (field.element().isPresent()) {
      list(path, value, field.element().get());
    } else if (field.form() == SpecField.Form.FREE) {
      if (!value.isObject()) {
        wrong(path, value, "a section of fields", "indent its fields below it");
      }
    } else if (field.type() == Map.class) {
      texts(path, value, field.form());
    } else if (field.form() == SpecField.Form.QUANTITY) {
      amount(path, value);
    } else {
      single(path, value, field.type());
    }
  }

  private void single(String path, JsonNode value, Class<?> type) {
    if (type.isRecord()) {
      if (value instanceof ObjectNode section) {
        section(path, section, type);
      } else {
        wrong(path, value, "a section of fields", "indent its fields below it");
      }
    } else if (type.isEnum()) {
      word(path, value, SpecField.words(type));
    } else if (!fits(value, type)) {
      wrong(path, value, words(type), "write " + words(type));
    }
  }

  private void list(String path, JsonNode value, Class<?> element) {
    if (!value.isArray()) {
      wrong(path, value, "a list", "begin each element with '- '");
      return;
    }
    for (int i = 0; i < value.size(); i++) {
      single(path + "[" + i + "]", value.get(i), element);
    }
  }

  private void texts(String path, JsonNode value, SpecField.Form form) {
    if (!(value instanceof ObjectNode map)) {
      wrong(path, value, "a mapping from text to text", "write one pair per line");
      return;
    }
    for (var entry : map.properties()) {
      JsonNode text = entry.getValue();
      if (form == SpecField.Form.QUANTITY) {
        amount(path + "." + entry.getKey(), text);
      } else if (!text.isTextual()) {
        wrong(path + "." + entry.getKey(), text, "text", "put the value into quotes");
      }
    }
  }

  /** The API server takes whole numbers and texts alone. */
  private void amount(String path, JsonNode value) {
    if (!value.isTextual() && !value.isIntegralNumber()) {
      wrong(
          path,
          value,
          TextForm.QUANTITY.inWords(),
          value.isNumber() ? "put it into quotes" : TextForm.QUANTITY.remedy());
    }
  }

  private void word(String path, JsonNode value, List<String> words) {
    if (value.isTextual() && words.contains(value.textValue())) {
      return;
    }
    String remedy =
        Nearest.to(value.asText(), words)
            .map(w -> "did you mean " + w + "?")
            .orElse("choose one of them");
    wrong(path, value, String.join(", ", words), remedy);
  }

  private static boolean fits(JsonNode value, Class<?> type) {
    if (type == String.class) {
      return value.isTextual();
    }
    if (type == Boolean.class) {
      return value.isBoolean();
    }
    if (type == Integer.class) {
      return value.isIntegralNumber() && value.canConvertToInt();
    }
    if (type == Long.class) {
      return value.isIntegralNumber() && value.canConvertToLong();
    }
    if (type == Double.class) {
      return value.isNumber() && Double.isFinite(value.doubleValue());
    }
    throw new IllegalStateException("no rule for fields of " + type);
  }

  private static String words(Class<?> type) {
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "text";
    }
    return type == Double.class ? "a number" : "a whole number";
  }

  private void unknown(String path, String name, List<SpecField> fields) {
    List<String> names = fields.stream().map(SpecField::name).toList();
    String remedy =
        Nearest.field(name, names).map(n -> "did you mean " + n + "?").orElse("remove it");
    add(path, "an unknown field", String.join(", ", names), remedy);
  }

  private void wrong(String path, JsonNode value, String allowed, String remedy) {
    add(path, describe(value), allowed, remedy);
  }

  private void add(String path, String value, String allowed, String remedy) {
    found.add(new Violation(path, value, allowed, remedy, source.origin(path)));
  }

  private static String describe(JsonNode value) {
    if (value.isObject()) {
      return "a section";
    }
    if (value.isArray()) {
      return "a list";
    }
    String text = value.asText();
    String shown = Texts.beginning(text, 60);
    return value.isTextual() ? "the text \"" + shown + "\"" : shown;
  }
}
