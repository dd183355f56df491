package dev.byol.trainer.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Labels as they are written in label files: whole numbers from 0, also as {@code 3.0}, as text in
 * JSON, or after a byte-order mark. -1 stands for no label, as in many tools.
 */
final class Labels {
  /** Labels are below this: a stray number must not size a classifier. */
  static final int MOST_CLASSES = 100_000;

  private static final int MOST_FIELDS = 6;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Python writes NaN and Infinity into JSON. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private Labels() {}

  /** The number in {@code text}; {@code place} says whose it is in messages. */
  static LabelReading parse(byte[] text, String place) {
    String written = text(text).strip();
    try {
      return checked(new BigDecimal(shortened(written)), written, place);
    } catch (NumberFormatException e) {
      return LabelReading.bad(
          "label '%s' in %s is %s"
              .formatted(
                  shortened(written),
                  place,
                  written.isEmpty()
                      ? "empty; write the class as a number from 0, or leave the file out"
                      : "text; write the class as a number from 0, and the names in that order into classes.json beside the shard, as docs/data.md shows"));
    }
  }

  /** The number in field {@code label} of an object. */
  static LabelReading parseJson(byte[] json, String place) {
    JsonNode root;
    try {
      root = JSON.readTree(text(json));
    } catch (JacksonException e) {
      return LabelReading.none(LabelReading.Kind.NOT_JSON, place);
    }
    JsonNode label = root.path("label");
    if (label.isMissingNode() || label.isNull()) {
      return LabelReading.none(LabelReading.Kind.NO_FIELD, fields(root));
    }
    if (label.isNumber() && Double.isFinite(label.doubleValue())) {
      return checked(label.decimalValue(), label.asText(), place);
    }
    if (label.isTextual()) {
      return parse(label.textValue().getBytes(StandardCharsets.UTF_8), "field label of " + place);
    }
    return LabelReading.bad(
        "field label (%s) in %s is not a whole number; write the class as a number from 0"
            .formatted(shortened(label.toString()), place));
  }

  private static LabelReading checked(BigDecimal label, String written, String place) {
    if (label.precision() - label.scale() > 10 || label.scale() > 10) {
      return outOfRange(written, place);
    }
    if (label.stripTrailingZeros().scale() > 0) {
      return LabelReading.bad(
          "label %s in %s is not a whole number; write the class as a number from 0"
              .formatted(shortened(written), place));
    }
    long value = label.longValue();
    if (value == -1) {
      return LabelReading.none(LabelReading.Kind.NONE_MEANT, place);
    }
    return value < 0 || value >= MOST_CLASSES
        ? outOfRange(written, place)
        : LabelReading.of((int) value);
  }

  private static LabelReading outOfRange(String written, String place) {
    return LabelReading.bad(
        "label %s in %s is out of range; labels run from 0 to %d"
            .formatted(shortened(written), place, MOST_CLASSES - 1));
  }

  private static String fields(JsonNode root) {
    if (!root.isObject()) {
      return "none, it is no object";
    }
    List<String> names = new ArrayList<>();
    root.fieldNames().forEachRemaining(names::add);
    int shown = Math.min(MOST_FIELDS, names.size());
    return names.isEmpty()
        ? "none"
        : String.join("+", names.subList(0, shown)) + (shown < names.size() ? "+..." : "");
  }

  private static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
