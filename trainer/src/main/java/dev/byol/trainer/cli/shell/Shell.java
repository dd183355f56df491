package dev.byol.trainer.cli.shell;

import dev.byol.trainer.telemetry.StatusLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The world around a command: results go to {@code out}, everything else to {@code err}.
 *
 * @param out results, fit to be piped into another program
 * @param err messages and progress
 * @param terminal the status line of {@code err} when that is a terminal, else empty
 * @param columns width of that terminal in characters
 * @param environment environment variables
 */
public record Shell(
    PrintStream out,
    PrintStream err,
    Optional<StatusLine> terminal,
    OptionalInt columns,
    Map<String, String> environment) {
  private static final String COLUMNS = "BYOL_TERMINAL_COLUMNS";
  private static final int NARROWEST = 40;

  /** The process's own. Whether a terminal is there, only the launcher script can see for sure. */
  public static Shell ofProcess() {
    Map<String, String> environment = System.getenv();
    OptionalInt columns = columns(environment);
    if (columns.isEmpty()) {
      return new Shell(System.out, System.err, Optional.empty(), columns, environment);
    }
    var terminal = new StatusLine(new FileOutputStream(FileDescriptor.err));
    return new Shell(System.out, terminal.stream(), Optional.of(terminal), columns, environment);
  }

  /** Tells the user a line that is no result. */
  public void say(String line) {
    err.println(line);
  }

  public PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  public PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  private static OptionalInt columns(Map<String, String> environment) {
    String text = environment.getOrDefault(COLUMNS, "");
    if (!text.matches("\\d{1,4}") || environment.getOrDefault("TERM", "dumb").equals("dumb")) {
      return OptionalInt.empty();
    }
    // A terminal that reports no width (0) is taken for the usual 80.
    int columns = Integer.parseInt(text) == 0 ? 80 : Integer.parseInt(text);
    return columns < NARROWEST ? OptionalInt.empty() : OptionalInt.of(columns);
  }
}
