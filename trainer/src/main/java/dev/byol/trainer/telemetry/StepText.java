package dev.byol.trainer.telemetry;

import java.util.Locale;
import java.util.OptionalDouble;

/** The words in which steps and accuracies are told. Pure. */
final class StepText {
  private StepText() {}

  /** {@code loss 3.912 lr 0.2000 tau 0.9962 top-1 41.4 % 812 img/s}, without what is absent. */
  static String figures(StepRecord step) {
    var text =
        new StringBuilder()
            .append(
                format(
                    "loss %.3f  lr %s  tau ", step.regressionLoss(), number(step.learningRate())))
            .append(decay(step.targetDecay()));
    if (step.top1().isPresent()) {
      text.append("  top-1 ").append(percent(step.top1()));
    }
    text.append("  ").append(rate(step.imagesPerSecond())).append(" img/s");
    if (step.dataWaitShare() >= 0.1) {
      text.append(format("  data wait %.0f %%", 100 * step.dataWaitShare()));
    }
    return text.toString();
  }

  /** {@code 41.4 %}, or {@code -} when absent. */
  static String percent(OptionalDouble share) {
    return share.isPresent() ? format("%.1f %%", 100 * share.getAsDouble()) : "-";
  }

  /** {@code linear probe 70.1 % kNN 69.8 %}, without what is absent. */
  static String figures(Figures figures) {
    var text = new StringBuilder();
    append(text, "online probe", figures.online());
    append(text, "linear probe", figures.linear());
    append(text, "kNN", figures.knn());
    append(text, "few labels", figures.fewLabels());
    return text.isEmpty() ? "no accuracy (no labels)" : text.toString();
  }

  /** {@code 1:02:03}, or {@code 2:03} below an hour; hours are not cut at a day. */
  static String duration(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    return whole >= 3600
        ? format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : format("%d:%02d", whole / 60, whole % 60);
  }

  private static void append(StringBuilder text, String name, OptionalDouble share) {
    if (share.isPresent()) {
      text.append(text.isEmpty() ? "" : "  ").append(name).append(' ').append(percent(share));
    }
  }

  /** Tau lives near 1: what tells is the distance from it. */
  private static String decay(double tau) {
    return 1 - tau < 0.001 && tau < 1 ? format("1-%.1e", 1 - tau) : format("%.4f", tau);
  }

  private static String number(double value) {
    return value != 0 && Math.abs(value) < 0.001 ? format("%.2e", value) : format("%.4f", value);
  }

  private static String rate(double value) {
    return value < 10 ? format("%.1f", value) : format("%.0f", value);
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
