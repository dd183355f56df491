package dev.byol.trainer.cli.shell;

import dev.byol.trainer.telemetry.StatusLine;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a command is through its items: a bar on a terminal, nothing elsewhere. */
public final class ItemProgress implements AutoCloseable {
  private final Optional<ProgressBar> bar;
  private final Optional<StatusLine> terminal;

  /**
   * @param task one word
   * @param items how many there are
   */
  public ItemProgress(Shell shell, String task, long items) {
    this.terminal = shell.terminal();
    this.bar =
        terminal.map(
            line ->
                new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(items)
                    .setUpdateIntervalMillis(200)
                    .setStyle(ProgressBarStyle.ASCII)
                    // One column stays free: a full line makes some terminals wrap.
                    .setConsumer(
                        new DelegatingProgressBarConsumer(
                            line::show, shell.columns().getAsInt() - 1))
                    .build());
  }

  /** {@code done} items of {@code all} are done. */
  public synchronized void at(long done, long all) {
    bar.ifPresent(drawn -> drawn.maxHint(all).stepTo(done));
  }

  /** One more is done. */
  public synchronized void step() {
    bar.ifPresent(ProgressBar::step);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    terminal.ifPresent(StatusLine::keep);
  }
}
