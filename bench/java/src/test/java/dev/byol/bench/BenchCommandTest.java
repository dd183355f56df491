package dev.byol.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.cli.Main;
import dev.byol.trainer.cli.shell.Shell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void theCommandLineHasTheBenchmarksWhereTheirModuleIs() {
    assertThat(byol("--help")).isZero();
    assertThat(text(out)).contains("  bench ");
  }

  @Test
  void theHelpHasExamples() {
    assertThat(byol("bench", "--help")).isZero();
    assertThat(text(out)).contains("Usage: byol bench", "Examples:", "  byol bench step --json");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void anOptionOutOfRangeIsRefusedWithTheRange() {
    assertThat(byol("bench", "step", "--seconds", "0")).isEqualTo(2);
    assertThat(text(err)).contains("--seconds is 0.0", "at most 3600");
  }

  @Test
  void allReduceIsMeasuredOverWorkersOfTheirOwn() {
    assertThat(byol("bench", "all-reduce", "--workers", "2", "--seconds", "0.01", "--json"))
        .as(() -> text(err))
        .isZero();
    assertThat(text(out)).contains("\"measurements\"", "all-reduce");
  }

  private int byol(String... arguments) {
    Shell shell =
        new Shell(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Optional.empty(),
            OptionalInt.empty(),
            Map.of());
    return Main.commandLine(shell).execute(arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
