package dev.byol.trainer.data;

import dev.byol.api.spec.data.DataDoubt;
import dev.byol.trainer.data.account.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells folders that only hold folders, as archives and exports leave them: data/images/cat or
 * 2024/cat and 2025/cat, where the folders that look like classes lie one level deeper.
 */
final class NestedFolders {
  private static final int MOST_NAMED = 4;

  private NestedFolders() {}

  /**
   * The same two or more folders in each class, with no picture beside them.
   *
   * @param firstOfClass of each class the number of its first picture
   */
  static Optional<Problem> find(
      String root, List<String> classes, int[] firstOfClass, NamePool names) {
    Set<String> common = Set.of();
    for (int i = 0; i < classes.size(); i++) {
      int end = i + 1 < firstOfClass.length ? firstOfClass[i + 1] : names.size();
      Set<String> inner = inner(classes.get(i), firstOfClass[i], end, names);
      if (inner.size() < 2 || i > 0 && !inner.equals(common)) {
        return Optional.empty();
      }
      common = inner;
    }
    if (common.isEmpty()) {
      return Optional.empty();
    }
    String some =
        String.join(", ", common.stream().limit(MOST_NAMED).toList())
            + (common.size() > MOST_NAMED ? ", ..." : "");
    String remedy =
        classes.size() == 1
            ? "folder %s holds the folder %s alone, which would be its only class, and that holds folders (%s); name %s"
                .formatted(root, classes.get(0), some, DataFiles.join(root, classes.get(0)))
            : "the %d classes of %s (%s) hold the same folders (%s) and no pictures beside them; if those are the classes, name one of the former, such as %s, or move the folders up"
                .formatted(
                    classes.size(),
                    root,
                    String.join(", ", classes.stream().limit(MOST_NAMED).toList())
                        + (classes.size() > MOST_NAMED ? ", ..." : ""),
                    some,
                    DataFiles.join(root, classes.get(0)));
    return Optional.of(Problem.of(DataDoubt.NESTED_CLASSES, remedy));
  }

  /** The folders directly in a class; none when pictures lie beside them. */
  private static Set<String> inner(String name, int first, int end, NamePool names) {
    Set<String> folders = new TreeSet<>();
    for (int i = first; i < end; i++) {
      String rest = names.get(i).substring(name.length() + 1);
      int slash = rest.indexOf('/');
      if (slash < 0) {
        return Set.of();
      }
      folders.add(rest.substring(0, slash));
    }
    return folders;
  }
}
