package dev.byol.trainer.data.account;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;

/**
 * All that lies at the address of a split, from the listing and the headers that are read anyway.
 *
 * @param layout what it was taken for, such as {@code image folder}
 * @param pictures that are used, damaged ones among them
 * @param classes pictures by class, in label order; empty without labels
 * @param labels a remark on the labels, empty for none
 * @param findings everything that lies there
 * @param problems what stops a run
 */
public record DataAccount(
    String layout,
    int pictures,
    List<ClassCount> classes,
    String labels,
    Findings findings,
    List<Problem> problems) {
  /** The remark on labels that are there and not used. */
  public static final String LABELS_IGNORED = "labels are ignored, as spec.data.classes is 0";

  private static final int MOST_CLASSES_IN_A_LINE = 12;

  /**
   * Pictures of one class.
   *
   * @param name as in the folder, the list of names, or the number of the label
   */
  public record ClassCount(String name, int pictures) {
    /**
     * Of each class.
     *
     * @param names in label order
     * @param counts pictures by label, as far as labels are used
     */
    public static List<ClassCount> of(List<String> names, int[] counts) {
      List<ClassCount> classes = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        classes.add(new ClassCount(names.get(i), i < counts.length ? counts[i] : 0));
      }
      return classes;
    }
  }

  public DataAccount {
    classes = List.copyOf(classes);
    problems = List.copyOf(problems);
  }

  /** The account in lines: first what is used, then what is not. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    String kinds = findings.kinds(Finding.PICTURE);
    lines.add(
        "%d pictures%s, %s, %s"
            .formatted(
                pictures, kinds.isEmpty() ? "" : " (" + kinds + ")", layout, classesInALine()));
    if (!labels.isEmpty()) {
      lines.add(labels);
    }
    lines.addAll(findings.lines());
    return lines;
  }

  private String classesInALine() {
    List<ClassCount> seen = classes.stream().filter(c -> c.pictures() > 0).toList();
    if (seen.isEmpty()) {
      return "no labels";
    }
    String empty =
        seen.size() == classes.size()
            ? ""
            : " (of %d, the others without a picture)".formatted(classes.size());
    if (seen.size() <= MOST_CLASSES_IN_A_LINE) {
      return "%s%s: %s"
          .formatted(
              seen.size() == 1 ? "1 class" : seen.size() + " classes",
              empty,
              String.join(", ", seen.stream().map(c -> c.name() + " " + c.pictures()).toList()));
    }
    IntSummaryStatistics each = seen.stream().mapToInt(ClassCount::pictures).summaryStatistics();
    String sizes =
        each.getMin() == each.getMax()
            ? each.getMax() + " pictures each"
            : "%d to %d pictures".formatted(each.getMin(), each.getMax());
    return "%d classes%s of %s: %s, ..., %s"
        .formatted(seen.size(), empty, sizes, seen.get(0).name(), seen.get(seen.size() - 1).name());
  }
}
