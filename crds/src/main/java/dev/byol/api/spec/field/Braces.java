package dev.byol.api.spec.field;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Braces in an address, as shells have them: {@code {000000..000003}} counts up, with the width of
 * its first number, and {@code {a,b}} chooses. The one definition of what may be written.
 */
public final class Braces {
  /** More addresses than this are a slip in a range rather than a data set. */
  public static final int MOST = 100_000;

  private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");
  private static final String ALLOWED =
      "braces only as a rising range, {000000..000003}, or a choice, {a,b}, of at most %d addresses in all"
          .formatted(MOST);

  private Braces() {}

  /** What braces may say, for messages. */
  public static String allowed() {
    return ALLOWED;
  }

  /**
   * The addresses that {@code location} stands for, in their order; itself where it has no braces.
   *
   * @throws IllegalArgumentException if its braces cannot be used, with the reason
   */
  public static List<String> expand(String location) {
    List<String> expanded = new ArrayList<>();
    expand(location, location, expanded);
    return expanded;
  }

  private static void expand(String location, String rest, List<String> out) {
    Matcher braces = BRACES.matcher(rest);
    if (!braces.find()) {
      if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
        throw new IllegalArgumentException("a brace in %s has no partner".formatted(location));
      }
      if (out.size() >= MOST) {
        throw tooMany(location);
      }
      out.add(rest);
      return;
    }
    String head = rest.substring(0, braces.start());
    String tail = rest.substring(braces.end());
    String inside = braces.group(1);
    Matcher range = RANGE.matcher(inside);
    if (range.matches()) {
      count(location, head, range, tail, out);
      return;
    }
    if (inside.contains("..") || !inside.contains(",")) {
      throw new IllegalArgumentException(
          "{%s} in %s is neither a range of numbers nor a choice".formatted(inside, location));
    }
    for (String choice : inside.split(",", -1)) {
      expand(location, head + choice + tail, out);
    }
  }

  private static void count(
      String location, String head, Matcher range, String tail, List<String> out) {
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    if (last < first) {
      throw new IllegalArgumentException(
          "range {%s} in %s must go up".formatted(range.group(), location));
    }
    if (last - first >= MOST) {
      throw tooMany(location);
    }
    int width = range.group(1).length();
    for (long number = first; number <= last; number++) {
      String digits = Long.toString(number);
      expand(
          location, head + "0".repeat(Math.max(0, width - digits.length())) + digits + tail, out);
    }
  }

  private static IllegalArgumentException tooMany(String location) {
    return new IllegalArgumentException(
        "%s names more than %d addresses; check its ranges".formatted(location, MOST));
  }
}
