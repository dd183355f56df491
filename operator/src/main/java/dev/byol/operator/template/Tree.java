package dev.byol.operator.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Finds values in what JSON can say, by paths in which {@code []} stands for every element. */
public final class Tree {
  private Tree() {}

  /**
   * A value and where it stands.
   *
   * @param path for instance {@code spec.containers[0].env[1].name}
   * @param value text, number, truth value, list or section
   */
  public record Found(String path, Object value) {}

  /**
   * Every value at a path; none where a section on the way is missing or is none.
   *
   * @param root the tree
   * @param rootPath the path of {@code root} itself, which the answers begin with
   * @param path for instance {@code spec.containers[].ports[].hostPort}
   */
  public static List<Found> at(Object root, String rootPath, String path) {
    List<Found> here = List.of(new Found(rootPath, root));
    for (String step : path.split("\\.", -1)) {
      boolean each = step.endsWith("[]");
      String name = each ? step.substring(0, step.length() - 2) : step;
      List<Found> next = new ArrayList<>();
      for (Found found : here) {
        if (found.value() instanceof Map<?, ?> section && section.get(name) != null) {
          var child = new Found(found.path() + "." + name, section.get(name));
          if (each) {
            next.addAll(elements(child));
          } else {
            next.add(child);
          }
        }
      }
      here = next;
    }
    return here;
  }

  /** Goes through all fields of all sections, with the path of each. */
  public static void walk(Object root, String rootPath, BiConsumer<String, Found> field) {
    if (root instanceof Map<?, ?> section) {
      section.forEach(
          (name, value) -> {
            var found = new Found(rootPath + "." + name, value);
            field.accept(name.toString(), found);
            walk(value, found.path(), field);
          });
    } else if (root instanceof List<?>) {
      elements(new Found(rootPath, root)).forEach(e -> walk(e.value(), e.path(), field));
    }
  }

  private static List<Found> elements(Found list) {
    List<Found> elements = new ArrayList<>();
    if (list.value() instanceof List<?> values) {
      for (int i = 0; i < values.size(); i++) {
        elements.add(new Found(list.path() + "[" + i + "]", values.get(i)));
      }
    }
    return elements;
  }
}
