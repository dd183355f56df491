package dev.byol.operator.decide;

import dev.byol.api.channel.CheckpointReport;
import dev.byol.api.channel.EvaluationReport;
import dev.byol.api.channel.Progress;
import dev.byol.api.status.CheckpointStatus;
import dev.byol.api.status.EvaluationStatus;
import dev.byol.api.status.ProgressStatus;
import dev.byol.api.status.ProgressStatusBuilder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What workers report, as people read it. */
final class ProgressText {
  private ProgressText() {}

  /**
   * Progress for the status.
   *
   * @param lastStepTime when the operator last saw a new step, or an evaluation move
   */
  static ProgressStatus progress(Progress p, Instant lastStepTime) {
    return new ProgressStatus(
        p.step(),
        p.maxSteps(),
        percent(p.step(), p.maxSteps()),
        fixed(p.epoch(), 2),
        significant(p.loss()),
        significant(p.learningRate()),
        significant(p.targetDecay()),
        p.top1() == null ? null : fixed(100 * p.top1(), 1),
        p.imagesPerSecond() == null ? null : fixed(p.imagesPerSecond(), 0),
        p.etaSeconds() == null ? null : duration(Duration.ofSeconds(p.etaSeconds())),
        significant(p.embeddingStd()),
        p.activity(),
        lastStepTime,
        p.message());
  }

  /** The same progress at a later step, of which nothing else is known. */
  static ProgressStatus at(ProgressStatus p, long step) {
    return p == null
        ? ProgressStatusBuilder.builder().step(step).build()
        : p.with().step(step).percent(percent(step, p.maxSteps())).build();
  }

  /** The same progress of an experiment of which nothing trains now. */
  static ProgressStatus atRest(ProgressStatus p) {
    return p == null ? null : p.with().eta(null).message(null).build();
  }

  static CheckpointStatus checkpoint(CheckpointReport c) {
    return new CheckpointStatus(c.step(), c.uri(), c.time(), c.bytes());
  }

  static EvaluationStatus evaluation(EvaluationReport e) {
    return new EvaluationStatus(percent(e.linear()), percent(e.knn()), percent(e.fewLabels()));
  }

  /** Two units at most: 1h20m, 3m05s, 40s. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return "%dm%02ds".formatted(seconds / 60, seconds % 60);
    }
    if (seconds < 86400) {
      return "%dh%02dm".formatted(seconds / 3600, seconds % 3600 / 60);
    }
    return "%dd%02dh".formatted(seconds / 86400, seconds % 86400 / 3600);
  }

  private static Integer percent(long step, Long maxSteps) {
    return maxSteps == null ? null : (int) Math.min(100, 100.0 * step / maxSteps);
  }

  private static String percent(Double fraction) {
    return fraction == null ? null : fixed(100 * fraction, 1);
  }

  private static String fixed(Double value, int digits) {
    return value == null ? null : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Four digits, without an exponent where people can do without. */
  private static String significant(Double value) {
    if (value == null) {
      return null;
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7 || value == 0
        ? rounded.toPlainString()
        : String.format(Locale.ROOT, "%.3e", value);
  }
}
