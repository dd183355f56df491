package dev.byol.api.crd;

import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.SpecField;
import dev.byol.api.spec.field.TextForm;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OpenAPI schemas of records, as structural schemas of Kubernetes. */
final class Schema {
  private Schema() {}

  /** Schema of a record at {@code path}, with its rules. */
  static Map<String, Object> of(String path, Class<?> recordType) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (SpecField field : SpecField.of(recordType)) {
      properties.put(field.name(), field(path + "." + field.name(), field));
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    List<String> required = Rules.required(path);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", properties);
    rules(path, schema);
    return schema;
  }

  private static Map<String, Object> field(String path, SpecField field) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", field.description());
    if (field.element().isPresent()) {
      schema.putAll(list(path, field));
    } else if (field.form() == SpecField.Form.FREE) {
      schema.put("type", "object");
      schema.put("x-kubernetes-preserve-unknown-fields", true);
    } else if (field.type() == Map.class) {
      schema.put("type", "object");
      schema.put("maxProperties", SpecField.MOST_ELEMENTS);
      schema.put("additionalProperties", text(field));
    } else if (field.form() == SpecField.Form.QUANTITY) {
      schema.putAll(text(field));
    } else {
      schema.putAll(single(path, field.type(), field));
    }
    field.range().ifPresent(range -> bounds(path, schema, range));
    Rules.pattern(path).ifPresent(pattern -> schema.put("pattern", pattern));
    Rules.defaultOf(path).ifPresent(value -> schema.put("default", value));
    return schema;
  }

  private static Map<String, Object> list(String path, SpecField field) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "array");
    schema.put("maxItems", SpecField.MOST_ELEMENTS);
    field.key().ifPresent(key -> schema.putAll(listType(key)));
    schema.put("items", single(path + "[]", field.element().orElseThrow(), field));
    return schema;
  }

  private static Map<String, Object> listType(String key) {
    return key.isEmpty()
        ? Map.of("x-kubernetes-list-type", "set")
        : ordered("x-kubernetes-list-type", "map", "x-kubernetes-list-map-keys", List.of(key));
  }

  private static Map<String, Object> single(String path, Class<?> type, SpecField field) {
    if (type.isRecord()) {
      return of(path, type);
    }
    if (type.isEnum()) {
      return ordered("type", "string", "enum", SpecField.words(type));
    }
    if (type == String.class) {
      return text(field);
    }
    if (type == Boolean.class) {
      return ordered("type", "boolean");
    }
    if (type == Integer.class) {
      return ordered("type", "integer", "format", "int32");
    }
    if (type == Long.class) {
      return ordered("type", "integer", "format", "int64");
    }
    if (type == Double.class) {
      return ordered("type", "number");
    }
    if (type == Instant.class) {
      return ordered("type", "string", "format", "date-time");
    }
    throw new IllegalStateException(path + " has a type without a schema, " + type);
  }

  private static Map<String, Object> text(SpecField field) {
    TextForm form = field.text().orElseThrow();
    if (field.form() == SpecField.Form.QUANTITY) {
      return ordered(
          "anyOf",
          List.of(Map.of("type", "integer"), Map.of("type", "string")),
          "x-kubernetes-int-or-string",
          true,
          "minimum",
          0,
          "maxLength",
          form.longest(),
          "pattern",
          form.pattern());
    }
    Map<String, Object> schema = ordered("type", "string", "maxLength", form.longest());
    if (!form.pattern().isEmpty()) {
      schema.put("pattern", form.pattern());
    }
    return schema;
  }

  private static void bounds(String path, Map<String, Object> schema, Range range) {
    if (!range.because().isEmpty()) {
      // The API server's own words for a bound do not say why.
      schema.put("x-kubernetes-validations", List.of(rule(Rules.within(path, range))));
      return;
    }
    if (range.above() > Double.NEGATIVE_INFINITY) {
      schema.put("minimum", plain(range.above()));
      schema.put("exclusiveMinimum", true);
    } else if (range.min() > Double.NEGATIVE_INFINITY) {
      schema.put("minimum", plain(range.min()));
    }
    if (range.below() < Double.POSITIVE_INFINITY) {
      schema.put("maximum", plain(range.below()));
      schema.put("exclusiveMaximum", true);
    } else if (range.max() < Double.POSITIVE_INFINITY) {
      schema.put("maximum", plain(range.max()));
    }
  }

  private static Number plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? (Number) (long) value
        : (Number) value;
  }

  private static void rules(String path, Map<String, Object> schema) {
    List<Rules.Rule> rules = Rules.at(path);
    if (!rules.isEmpty()) {
      schema.put("x-kubernetes-validations", rules.stream().map(Schema::rule).toList());
    }
  }

  private static Map<String, Object> rule(Rules.Rule rule) {
    return ordered("rule", rule.expression(), "message", rule.message());
  }

  /** A map of alternating keys and values, in that order. */
  static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
