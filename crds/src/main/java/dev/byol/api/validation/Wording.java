package dev.byol.api.validation;

import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.SpecField;
import java.math.BigDecimal;
import java.math.MathContext;

/** Values and ranges in words. */
final class Wording {
  private Wording() {}

  static String value(Object value) {
    if (value == null) {
      return "not set";
    }
    if (value instanceof Enum<?> constant) {
      return SpecField.word(constant);
    }
    if (value instanceof Double number) {
      return number(number);
    }
    return value instanceof String text ? '"' + text + '"' : value.toString();
  }

  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    BigDecimal plain = BigDecimal.valueOf(value).stripTrailingZeros();
    boolean readable = plain.precision() - plain.scale() > -4 && plain.scale() > -13;
    return readable ? plain.toPlainString() : plain.toString().replace("E+", "E");
  }

  /** To six significant digits. */
  static String rounded(double value) {
    return number(new BigDecimal(value).round(new MathContext(6)).doubleValue());
  }

  static String range(Range range) {
    String low =
        range.above() > Double.NEGATIVE_INFINITY
            ? "more than " + number(range.above())
            : range.min() > Double.NEGATIVE_INFINITY ? "at least " + number(range.min()) : "";
    String high =
        range.below() < Double.POSITIVE_INFINITY
            ? "less than " + number(range.below())
            : range.max() < Double.POSITIVE_INFINITY ? "at most " + number(range.max()) : "";
    return low.isEmpty() ? high : high.isEmpty() ? low : low + " and " + high;
  }

  static boolean holds(Range range, double value) {
    return value >= range.min()
        && value <= range.max()
        && (value > range.above() || range.above() == Double.NEGATIVE_INFINITY)
        && (value < range.below() || range.below() == Double.POSITIVE_INFINITY);
  }
}
