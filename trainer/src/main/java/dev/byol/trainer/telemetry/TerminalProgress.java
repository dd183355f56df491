package dev.byol.trainer.telemetry;

import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar on a terminal: step of total, time and ETA, and the last step's figures. */
public final class TerminalProgress implements StepListener {
  private static final int UPDATE_MILLIS = 200;

  private final StatusLine terminal;
  private final int columns;
  private ProgressBar bar;

  /**
   * @param terminal where to draw
   * @param columns width of the terminal in characters, at least 20
   */
  public TerminalProgress(StatusLine terminal, int columns) {
    if (columns < 20) {
      throw new IllegalArgumentException(
          "a terminal of " + columns + " columns is too narrow for a progress bar; at least 20");
    }
    this.terminal = terminal;
    this.columns = columns;
  }

  @Override
  public void onStep(StepRecord step) {
    if (bar == null) {
      bar = start(step);
    }
    bar.maxHint(step.totalSteps());
    bar.setExtraMessage(StepText.figures(step));
    bar.stepTo(step.done());
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    terminal.stream().println(PlainProgress.sentence(evaluation));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      terminal.keep();
    }
  }

  /** A resumed run's bar starts where the run does, so that the ETA is not flattered. */
  private ProgressBar start(StepRecord first) {
    return new ProgressBarBuilder()
        .setInitialMax(first.totalSteps())
        .startsFrom(first.step(), Duration.ZERO)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .continuousUpdate()
        .setRenderer(new StepBar())
        // One column stays free: a full line makes some terminals wrap.
        .setConsumer(new DelegatingProgressBarConsumer(terminal::show, columns - 1))
        .build();
  }
}
