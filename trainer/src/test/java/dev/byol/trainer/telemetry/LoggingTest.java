package dev.byol.trainer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  @TempDir Path folder;

  @Test
  void aWarningIsOneLineOnTheErrorStreamAndItsStackIsInTheLog() throws IOException {
    Path file = folder.resolve("logs/worker-0.log");

    String shown =
        errorStreamOf(
            () -> {
              Logger log = LoggerFactory.getLogger("dev.byol.trainer.Something");
              try (RunLog runLog = RunLog.open(file)) {
                log.info("Opened {}.", runLog.file());
                log.warn("The disk is nearly full.", new IOException("no space"));
              }
              log.info("Not in the file any more.");
            });

    assertThat(shown).isEqualTo("Warning: The disk is nearly full." + System.lineSeparator());
    assertThat(Files.readString(file))
        .contains("Opened " + file, "WARN", "java.io.IOException: no space", "LoggingTest")
        .doesNotContain("any more");
  }

  @Test
  void librariesAreSilentBelowAnError() {
    String shown =
        errorStreamOf(
            () -> {
              LoggerFactory.getLogger("org.nd4j.linalg.factory.Nd4jBackend").warn("Loaded X");
              LoggerFactory.getLogger("org.bytedeco.javacpp").warn("Loading Y");
            });

    assertThat(shown).isEmpty();
  }

  @Test
  void aCollapseIsWarnedOfOnceWithTheNumbers() {
    String shown =
        errorStreamOf(
            () -> {
              var warning = new CollapseWarning(64);
              for (int step = 0; step < 100; step++) {
                warning.onStep(Steps.withStd(step, 0.001));
              }
            });

    assertThat(shown.lines()).hasSize(1);
    assertThat(shown)
        .startsWith("Warning: The projections look collapsed at step 19: embedding std 0.00100")
        .contains("0.03125 (0.25/sqrt(64))");
  }

  private static String errorStreamOf(Runnable action) {
    PrintStream before = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
