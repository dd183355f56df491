package dev.byol.trainer.telemetry;

import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * The line of a progress bar: step of total, bar, ETA, and the figures, which matter most. Where
 * columns are short there is no bar, and one blank between figures. Pure.
 */
final class StepBar implements ProgressBarRenderer {
  private static final int SHORTEST_BAR = 6;
  private static final int LONGEST_BAR = 30;

  @Override
  public String render(ProgressState state, int columns) {
    return line(
        state.getCurrent(),
        state.getMax(),
        state.getStart(),
        state.getElapsedAfterStart().toMillis() / 1000.0,
        state.getExtraMessage(),
        columns);
  }

  /**
   * The line.
   *
   * @param done steps done
   * @param total of how many
   * @param start steps that were done before this process began
   * @param elapsed seconds since it began
   * @param figures of the last step
   * @param columns most characters
   */
  static String line(
      long done, long total, long start, double elapsed, String figures, int columns) {
    String steps = "step " + done + "/" + total;
    String rest = time(done, total, start, elapsed) + "  " + figures;
    int bar = Math.min(LONGEST_BAR, columns - steps.length() - rest.length() - "  [] ".length());
    String line =
        bar >= SHORTEST_BAR
            ? steps + "  [" + bar(done, total, bar) + "] " + rest
            : steps + " " + rest.replace("  ", " ");
    return line.substring(0, Math.min(line.length(), columns));
  }

  private static String time(long done, long total, long start, double elapsed) {
    if (done >= total) {
      return "took " + StepText.duration(elapsed);
    }
    return done == start
        ? "ETA ?"
        : "ETA " + StepText.duration(elapsed / (done - start) * (total - done));
  }

  private static String bar(long done, long total, int length) {
    int full = total == 0 ? length : (int) (length * Math.min(done, total) / total);
    return "=".repeat(full) + " ".repeat(length - full);
  }
}
