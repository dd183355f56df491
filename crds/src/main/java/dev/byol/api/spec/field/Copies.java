package dev.byol.api.spec.field;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Unmodifiable copies that keep the order and leave what is unset unset. */
public final class Copies {
  private Copies() {}

  public static <T> List<T> of(List<T> list) {
    return list == null ? null : List.copyOf(list);
  }

  /**
   * Of whatever JSON can say. A field that is null is unset, and whole numbers are {@link Integer}s
   * where they fit: so trees are equal whoever has read them.
   */
  public static Map<String, Object> tree(Map<String, Object> tree) {
    if (tree == null) {
      return null;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    tree.forEach(
        (name, value) -> {
          if (value != null) {
            copy.put(name, value(value));
          }
        });
    return Collections.unmodifiableMap(copy);
  }

  @SuppressWarnings("unchecked") // JSON has no other keys than texts.
  private static Object value(Object value) {
    if (value instanceof Map<?, ?> section) {
      return tree((Map<String, Object>) section);
    }
    if (value instanceof List<?> list) {
      return list.stream().filter(Objects::nonNull).map(Copies::value).toList();
    }
    if (value instanceof Long || value instanceof BigInteger) {
      var number = new BigInteger(value.toString());
      return number.bitLength() < Integer.SIZE ? (Object) number.intValue() : value;
    }
    return value;
  }

  public static Map<String, String> of(Map<String, String> map) {
    return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
