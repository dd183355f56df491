package dev.byol.api.reference;

import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.SpecField;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The fields of records as tables, one for each record, in the order of the records. */
final class FieldTables {
  private static final Map<Class<?>, String> TYPES =
      Map.of(
          String.class, "text",
          Boolean.class, "true or false",
          Integer.class, "whole number",
          Long.class, "whole number",
          Double.class, "number",
          Instant.class, "time");

  private final List<String> tables = new ArrayList<>();

  private FieldTables() {}

  /** The tables of a record and of all below it. */
  static String of(String path, Class<?> recordType) {
    var made = new FieldTables();
    made.add(path, recordType);
    return String.join("\n", made.tables);
  }

  private void add(String path, Class<?> recordType) {
    var table =
        new StringBuilder("## " + path + "\n\n| field | value | meaning |\n| --- | --- | --- |\n");
    for (SpecField field : SpecField.of(recordType)) {
      table.append(
          "| `%s` | %s | %s |%n"
              .formatted(field.name(), value(path, field), cell(field.description())));
    }
    tables.add(table.toString());
    for (SpecField field : SpecField.of(recordType)) {
      Class<?> inner = field.element().orElse(field.type());
      if (inner.isRecord()) {
        add(below(path, field), inner);
      }
    }
  }

  private static String below(String path, SpecField field) {
    return path + "." + field.name() + (field.element().isPresent() ? "[]" : "");
  }

  private static String value(String path, SpecField field) {
    if (field.form() == SpecField.Form.FREE) {
      return "as Kubernetes defines it";
    }
    if (field.element().isPresent()) {
      return "list of " + single(path, field, field.element().get());
    }
    return single(path, field, field.type()) + field.range().map(FieldTables::bounds).orElse("");
  }

  private static String single(String path, SpecField field, Class<?> type) {
    if (type.isRecord()) {
      String inner = below(path, field);
      return "[`%s`](#%s)".formatted(inner, inner.toLowerCase().replaceAll("[^a-z0-9]", ""));
    }
    if (type.isEnum()) {
      return SpecField.words(type).stream()
          .map(w -> "`" + w + "`")
          .collect(Collectors.joining(", "));
    }
    if (field.form() == SpecField.Form.QUANTITY) {
      return type == Map.class ? "amounts by name" : "amount, as `500m` or `2Gi`";
    }
    return type == Map.class ? "texts by name" : TYPES.get(type);
  }

  private static String bounds(Range range) {
    var words = new ArrayList<String>();
    if (range.above() > Double.NEGATIVE_INFINITY) {
      words.add("above " + plain(range.above()));
    } else if (range.min() > Double.NEGATIVE_INFINITY) {
      words.add("from " + plain(range.min()));
    }
    if (range.below() < Double.POSITIVE_INFINITY) {
      words.add("below " + plain(range.below()));
    } else if (range.max() < Double.POSITIVE_INFINITY) {
      words.add("to " + plain(range.max()));
    }
    return words.isEmpty() ? "" : " " + String.join(" ", words);
  }

  private static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
