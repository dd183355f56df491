package dev.byol.api.yaml;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.field.SpecField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The known word that an unknown one was most likely meant to be. */
public final class Nearest {
  private static final int LONGEST = 60;

  private Nearest() {}

  /** The nearest of {@code known}, if it is near at all. */
  public static Optional<String> to(String word, List<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> distance(lower, k.toLowerCase(Locale.ROOT)) <= Math.max(1, word.length() / 3))
        .min(Comparator.comparingInt(k -> distance(lower, k.toLowerCase(Locale.ROOT))));
  }

  /** The nearest of its siblings, else the path of a field of that name in another section. */
  static Optional<String> field(String name, List<String> siblings) {
    return to(name, siblings)
        .or(
            () -> {
              var paths = new ArrayList<String>();
              collect("", ByolExperiment.class, name, paths);
              return paths.stream().findFirst();
            });
  }

  private static void collect(String path, Class<?> type, String name, List<String> paths) {
    for (SpecField field : SpecField.of(type)) {
      String child = SourceTree.child(path, field.name());
      if (field.name().equalsIgnoreCase(name)) {
        paths.add(child);
      }
      if (field.type().isRecord()) {
        collect(child, field.type(), name, paths);
      }
    }
  }

  /** The Levenshtein distance of two words: how many letters must be changed, added or left out. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
