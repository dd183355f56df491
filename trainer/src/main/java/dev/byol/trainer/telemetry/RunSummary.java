package dev.byol.trainer.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is said when a run ends. A value; {@link #render} gives the text.
 *
 * @param experiment the experiment's name
 * @param ending why it ended
 * @param steps number of steps done, over all of the run's resumes
 * @param totalSteps number of steps of the whole run
 * @param seconds wall time since this process started, in seconds
 * @param before accuracies of the encoder as initialised
 * @param after accuracies of the encoder as it is now
 * @param rawPixels accuracies of the pixels themselves
 * @param protocol a sentence on the reference's linear evaluation, if that was made
 * @param files what lies where, in the order of telling
 * @param next commands worth trying next, in the order of telling
 */
public record RunSummary(
    String experiment,
    Ending ending,
    long steps,
    long totalSteps,
    double seconds,
    Figures before,
    Figures after,
    Figures rawPixels,
    Optional<String> protocol,
    List<FileNote> files,
    List<Suggestion> next) {

  private static final String ROW = "%-20s%14s%14s%12s%14s";

  /** Why a run ended. */
  public enum Ending {
    /** All steps are done. */
    DONE("Done"),
    /** Somebody asked for it; a checkpoint was written. */
    STOPPED("Stopped on request");

    private final String words;

    Ending(String words) {
      this.words = words;
    }
  }

  /**
   * A file worth knowing.
   *
   * @param what what it is, for example {@code metrics}
   * @param where where it lies: a path or an address
   */
  public record FileNote(String what, String where) {}

  /**
   * A command worth trying.
   *
   * @param why what it is good for, for example {@code go on}
   * @param command the line to type
   */
  public record Suggestion(String why, String command) {}

  /** Copies the lists. */
  public RunSummary {
    files = List.copyOf(files);
    next = List.copyOf(next);
  }

  /** The text: several lines, each ended. */
  public String render() {
    var text = new StringBuilder();
    line(
        text,
        "%s: %s, %d of %d steps in %s.",
        experiment,
        ending.words,
        steps,
        totalSteps,
        StepText.duration(seconds));
    learnt(text);
    int width = files.stream().mapToInt(file -> file.what().length()).max().orElse(0);
    if (!files.isEmpty()) {
      line(text, "");
      files.forEach(file -> line(text, "%s  %s", padRight(file.what(), width), file.where()));
    }
    if (!next.isEmpty()) {
      line(text, "");
      line(text, "Next:");
      int why = next.stream().mapToInt(suggestion -> suggestion.why().length()).max().orElse(0);
      next.forEach(one -> line(text, "  %s  %s", padRight(one.why(), why), one.command()));
    }
    return text.toString();
  }

  private void learnt(StringBuilder text) {
    if (before.isEmpty() && after.isEmpty()) {
      return;
    }
    line(text, "");
    line(text, "Accuracy of frozen features on the held-out split");
    line(text, ROW, "", "online probe", "linear probe", "kNN", "few labels");
    row(text, "raw pixels", rawPixels);
    row(text, "encoder, untrained", before);
    row(text, "encoder, now", after);
    gain(before.linear(), after.linear()).ifPresent(words -> line(text, "%s", words));
    protocol.ifPresent(words -> line(text, "%s", words));
  }

  private static Optional<String> gain(OptionalDouble before, OptionalDouble after) {
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    double points = 100 * (after.getAsDouble() - before.getAsDouble());
    return Optional.of(
        "The linear probe %s %.1f points since the start."
            .formatted(points < 0 ? "lost" : "gained", Math.abs(points)));
  }

  private static void row(StringBuilder text, String name, Figures figures) {
    if (!figures.isEmpty()) {
      line(
          text,
          ROW,
          name,
          StepText.percent(figures.online()),
          StepText.percent(figures.linear()),
          StepText.percent(figures.knn()),
          StepText.percent(figures.fewLabels()));
    }
  }

  private static String padRight(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static void line(StringBuilder text, String pattern, Object... arguments) {
    text.append(String.format(Locale.ROOT, pattern, arguments).stripTrailing()).append('\n');
  }
}
