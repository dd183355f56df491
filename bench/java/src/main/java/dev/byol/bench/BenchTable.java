package dev.byol.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one part of a benchmark gave.
 *
 * @param part its name on the command line
 * @param setting what was the same for all rows: workers, threads
 * @param columns names of the figures, with their units
 * @param rows what was measured, with one figure for each column
 */
record BenchTable(String part, String setting, List<Column> columns, Map<String, double[]> rows) {
  /**
   * A figure of each row.
   *
   * @param name for people, with its unit
   * @param key in JSON
   * @param decimals places after the point, for people
   */
  record Column(String name, String key, int decimals) {}

  /** A table without rows, to be filled by {@link #add}. */
  static BenchTable of(String part, String setting, Column... columns) {
    return new BenchTable(part, setting, List.of(columns), new LinkedHashMap<>());
  }

  void add(String row, double... figures) {
    rows.put(row, figures);
  }

  /** For people: a line of headings, then a line for each row. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    StringBuilder heading = new StringBuilder("%-34s".formatted(part + ", " + setting));
    columns.forEach(column -> heading.append(" %12s".formatted(column.name())));
    lines.add(heading.toString());
    rows.forEach(
        (row, figures) -> {
          StringBuilder line = new StringBuilder("%-34s".formatted(row));
          for (int i = 0; i < figures.length; i++) {
            String pattern = " %12." + columns.get(i).decimals() + "f";
            line.append(String.format(Locale.ROOT, pattern, figures[i]));
          }
          lines.add(line.toString());
        });
    return lines;
  }

  /** For programs: one object a row, the figures by their keys. */
  List<Map<String, Object>> objects() {
    List<Map<String, Object>> objects = new ArrayList<>();
    rows.forEach(
        (row, figures) -> {
          Map<String, Object> object = new LinkedHashMap<>();
          object.put("part", part);
          object.put("setting", setting);
          object.put("what", row);
          for (int i = 0; i < figures.length; i++) {
            object.put(columns.get(i).key(), figures[i]);
          }
          objects.add(object);
        });
    return objects;
  }
}
