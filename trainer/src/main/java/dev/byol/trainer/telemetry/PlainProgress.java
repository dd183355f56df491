package dev.byol.trainer.telemetry;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Progress where no terminal is (a pod's log, a file): a plain line for the first and the last
 * step, and between them at most one in every interval.
 */
public final class PlainProgress implements StepListener {
  private final PrintStream out;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private long lastLine;
  private long startTime;
  private long startStep = -1;

  /**
   * @param out where the lines go; not closed
   * @param interval shortest time between two lines
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public PlainProgress(PrintStream out, Duration interval, LongSupplier nanoTime) {
    this.out = out;
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
  }

  @Override
  public void onStep(StepRecord step) {
    long now = nanoTime.getAsLong();
    boolean first = startStep < 0;
    if (first) {
      startStep = step.step();
      startTime = now - (long) (step.seconds() * 1e9);
    }
    if (first || step.done() == step.totalSteps() || now - lastLine >= intervalNanos) {
      lastLine = now;
      out.println(line(step, (now - startTime) / 1e9));
    }
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    out.println(sentence(evaluation));
  }

  @Override
  public void close() {
    out.flush();
  }

  static String sentence(EvaluationRecord evaluation) {
    return "after %d steps: %s (held-out split, took %s)"
        .formatted(
            evaluation.step(),
            StepText.figures(evaluation.figures()),
            StepText.duration(evaluation.seconds()));
  }

  private String line(StepRecord step, double elapsed) {
    double perStep = elapsed / (step.done() - startStep);
    String eta =
        step.done() == step.totalSteps()
            ? "took " + StepText.duration(elapsed)
            : "ETA " + StepText.duration(perStep * (step.totalSteps() - step.done()));
    return "step %d/%d  %s  %s"
        .formatted(step.done(), step.totalSteps(), StepText.figures(step), eta);
  }
}
