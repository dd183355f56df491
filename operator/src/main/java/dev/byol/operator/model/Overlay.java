package dev.byol.operator.model;

import java.util.Map;
import java.util.TreeMap;

/** What the operator sets, laid over what a user wrote. */
final class Overlay {
  private Overlay() {}

  /** Both, the operator's value where both have one; sorted, so that equal plans are equal. */
  static <T> Map<String, T> over(Map<String, T> users, Map<String, T> ours) {
    Map<String, T> all = new TreeMap<>(users == null ? Map.of() : users);
    all.putAll(ours == null ? Map.of() : ours);
    return all;
  }

  /** The user's value, else ours. */
  static <T> T under(T users, T ours) {
    return users == null ? ours : users;
  }
}
