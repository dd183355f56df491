package dev.byol.api.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unmodifiable copies that keep the order and leave what is unset unset. */
final class Copies {
  private Copies() {}

  static <T> List<T> of(List<T> list) {
    return list == null ? null : List.copyOf(list);
  }

  static Map<String, String> of(Map<String, String> map) {
    return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
