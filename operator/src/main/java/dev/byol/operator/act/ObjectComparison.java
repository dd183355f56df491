package dev.byol.operator.act;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Whether an object has all that is wanted of it. What the API server and others have added beside
 * does not count.
 */
final class ObjectComparison {
  private ObjectComparison() {}

  static boolean holds(HasMetadata wanted, HasMetadata there) {
    return contains(tree(wanted), tree(there));
  }

  private static Object tree(HasMetadata object) {
    return Serialization.unmarshal(Serialization.asJson(object), Map.class);
  }

  private static boolean contains(Object wanted, Object there) {
    if (wanted instanceof Map<?, ?> fields) {
      return there instanceof Map<?, ?> found
          && fields.entrySet().stream()
              .allMatch(
                  field ->
                      isEmpty(field.getValue()) && !found.containsKey(field.getKey())
                          || contains(field.getValue(), found.get(field.getKey())));
    }
    if (wanted instanceof List<?> items) {
      return there instanceof List<?> found
          && items.size() == found.size()
          && IntStream.range(0, items.size()).allMatch(i -> contains(items.get(i), found.get(i)));
    }
    return Objects.equals(wanted, there);
  }

  /** The API server leaves out what is empty. */
  private static boolean isEmpty(Object wanted) {
    return wanted == null
        || wanted instanceof Map<?, ?> map && map.isEmpty()
        || wanted instanceof List<?> list && list.isEmpty();
  }
}
