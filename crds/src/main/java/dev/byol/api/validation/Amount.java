package dev.byol.api.validation;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them, to compare them. */
final class Amount {
  private static final Pattern PARTS =
      Pattern.compile("\\+?([0-9.]+)(?:([KMGTPE]i|[numkMGTPE])|[eE]([-+]?[0-9]{1,2}))?");

  private static final Map<String, BigDecimal> UNITS =
      Map.ofEntries(
          Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
          Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
          Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
          Map.entry("k", BigDecimal.ONE.movePointRight(3)),
          Map.entry("M", BigDecimal.ONE.movePointRight(6)),
          Map.entry("G", BigDecimal.ONE.movePointRight(9)),
          Map.entry("T", BigDecimal.ONE.movePointRight(12)),
          Map.entry("P", BigDecimal.ONE.movePointRight(15)),
          Map.entry("E", BigDecimal.ONE.movePointRight(18)),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
          Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

  private Amount() {}

  /** The amount; empty for what is none. */
  static Optional<BigDecimal> of(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches() || parts.group(1).chars().filter(c -> c == '.').count() > 1) {
      return Optional.empty();
    }
    if (parts.group(1).equals(".")) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(parts.group(1));
    if (parts.group(3) != null) {
      return Optional.of(number.scaleByPowerOfTen(Integer.parseInt(parts.group(3))));
    }
    return Optional.of(
        parts.group(2) == null ? number : number.multiply(UNITS.get(parts.group(2))));
  }
}
