package dev.byol.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.cli.shell.Shell;
import dev.byol.trainer.telemetry.MetricsLog;
import dev.byol.trainer.telemetry.StatusLine;
import dev.byol.trainer.telemetry.StepListener;
import dev.byol.trainer.telemetry.Steps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerReportingTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

  @Test
  void onATerminalThereIsABarAndTheMetricsAreOnDisk() throws IOException {
    var status = new StatusLine(terminal);
    var shell =
        new Shell(System.out, status.stream(), Optional.of(status), OptionalInt.of(150), Map.of());

    run(shell);

    assertThat(text()).contains("\r", "20/20", "top-1 41.4 %");
    assertThat(Files.readAllLines(folder.resolve(MetricsLog.FILE))).hasSize(3);
  }

  @Test
  void elsewhereThereArePlainLines() throws IOException {
    var err = new PrintStream(terminal, true, StandardCharsets.UTF_8);
    run(new Shell(System.out, err, Optional.empty(), OptionalInt.empty(), Map.of()));

    assertThat(text()).startsWith("step 1/20  loss").contains("step 20/20").doesNotContain("\r");
  }

  private void run(Shell shell) throws IOException {
    try (StepListener listener = new WorkerReporting(shell, folder, 10).begin(0, 64)) {
      for (int step = 0; step < 20; step++) {
        listener.onStep(Steps.step(step, 20));
      }
    }
  }

  private String text() {
    return terminal.toString(StandardCharsets.UTF_8);
  }
}
