package dev.byol.trainer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void theBarShowsStepTotalLossRateTauTop1SpeedAndEta() {
    var progress = new TerminalProgress(new StatusLine(terminal), 160);
    progress.onStep(Steps.step(0, 200));
    progress.onStep(Steps.step(99, 200));
    progress.close();

    assertThat(lastLine())
        .contains("step 100/200")
        .contains("[===============               ]")
        .contains("loss 3.401")
        .contains("lr 0.2000")
        .contains("tau 0.9962")
        .contains("top-1 41.4 %")
        .contains("812 img/s")
        .containsPattern("ETA \\d+:\\d\\d ");
  }

  @Test
  void theBarNeverFillsTheWidthOfTheTerminal() {
    for (int columns : new int[] {20, 40, 79, 80, 200}) {
      terminal.reset();
      var progress = new TerminalProgress(new StatusLine(terminal), columns);
      progress.onStep(Steps.step(7, 200));
      progress.close();

      assertThat(lastLine().length()).as("%d columns", columns).isLessThan(columns);
    }
  }

  @Test
  void aNarrowTerminalLosesTheBarBeforeAnyFigure() {
    String figures = "loss 1.231  lr 0.1670  tau 1-7.8e-04  top-1 39.1 %  58 img/s";

    assertThat(StepBar.line(100, 150, 50, 100, figures, 99))
        .isEqualTo("step 100/150  [========    ] ETA 1:40  " + figures);
    assertThat(StepBar.line(100, 150, 50, 100, figures, 79))
        .isEqualTo("step 100/150 ETA 1:40 " + figures.replace("  ", " "));
  }

  @Test
  void anEvaluationAppearsAboveTheBarAsAWholeLine() {
    var progress = new TerminalProgress(new StatusLine(terminal), 120);
    progress.onStep(Steps.step(0, 200));
    progress.onEvaluation(new EvaluationRecord(1, Figures.of(0.7, 0.6, 0.5), 2));
    progress.close();

    assertThat(Arrays.stream(text().split("\n")).map(ProgressTest::shown))
        .contains(
            "after 1 steps: linear probe 70.0 %  kNN 60.0 %  few labels 50.0 %"
                + " (held-out split, took 0:02)");
  }

  @Test
  void closingTwiceOrBeforeTheFirstStepIsHarmless() {
    var progress = new TerminalProgress(new StatusLine(terminal), 80);
    progress.close();
    progress.close();

    assertThat(text()).isEmpty();
  }

  @Test
  void plainLinesComeFirstLastAndAtMostOnceAnInterval() {
    var progress = plain();
    for (int step = 0; step < 100; step++) {
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
      progress.onStep(Steps.step(step, 100));
    }

    assertThat(text().lines().map(line -> line.split(" {2}")[0]))
        .containsExactly("step 1/100", "step 51/100", "step 100/100");
  }

  @Test
  void plainLinesHoldNoControlCharacters() {
    var progress = plain();
    progress.onStep(Steps.step(0, 100));
    progress.close();

    assertThat(text()).doesNotContain("\r", "\033");
  }

  @Test
  void aPlainLineTellsTheEtaOfThisProcess() {
    var progress = plain();
    nanos.addAndGet(Duration.ofMillis(100).toNanos());
    progress.onStep(Steps.step(50, 100));
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    progress.onStep(Steps.step(51, 100));

    assertThat(text().lines().toList().get(1)).endsWith("ETA 4:02");
  }

  @Test
  void withoutLabelsNoTop1IsShownAndAWaitForDataIs() {
    var progress = plain();
    progress.onStep(Steps.unlabelled(0, 10, 3.25));

    assertThat(text().strip())
        .isEqualTo(
            "step 1/10  loss 3.250  lr 1.20e-04  tau 1-4.0e-05  3.3 img/s  data wait 35 %  ETA 0:01");
  }

  @Test
  void textWrittenWhileAStatusIsShownStandsAloneOnItsLine() {
    var line = new StatusLine(terminal);
    line.show("50 %");
    line.stream().print("half a ");
    line.show("51 %");
    line.stream().println("message");
    line.keep();

    assertThat(Arrays.stream(text().split("\n")).map(ProgressTest::shown))
        .containsExactly("half a message", "51 %");
  }

  private PlainProgress plain() {
    var out = new PrintStream(terminal, true, StandardCharsets.UTF_8);
    return new PlainProgress(out, Duration.ofSeconds(5), nanos::get);
  }

  private String text() {
    return terminal.toString(StandardCharsets.UTF_8);
  }

  private String lastLine() {
    String[] lines = text().split("\n");
    return shown(lines[lines.length - 1]);
  }

  /** What a terminal shows of a line at its end: a carriage return and erase start it anew. */
  private static String shown(String line) {
    return line.substring(line.lastIndexOf("\033[K") < 0 ? 0 : line.lastIndexOf("\033[K") + 3);
  }
}
