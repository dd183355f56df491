package dev.byol.api.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Plain scalars by the core schema of YAML 1.2: no {@code yes}, no octal, no {@code 1_000}; what is
 * neither number, true, false nor null is text.
 */
final class Scalars {
  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,40}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.\\d{1,40}|\\d{1,40}(\\.\\d{0,40})?)([eE][-+]?\\d{1,3})?");

  private Scalars() {}

  static JsonNode plain(String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    switch (text) {
      case "", "~", "null", "Null", "NULL":
        return nodes.nullNode();
      case "true", "True", "TRUE":
        return nodes.booleanNode(true);
      case "false", "False", "FALSE":
        return nodes.booleanNode(false);
      default:
        break;
    }
    if (WHOLE.matcher(text).matches()) {
      return nodes.numberNode(new BigInteger(text));
    }
    if (DECIMAL.matcher(text).matches()) {
      return nodes.numberNode(new BigDecimal(text));
    }
    return nodes.textNode(text);
  }
}
