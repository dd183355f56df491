package dev.byol.trainer.cli;

import dev.byol.trainer.cli.shell.Shell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A shell that keeps what a command says. */
final class FakeShell {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new TreeMap<>();

  /** The environment variables that commands see; empty at first. */
  Map<String, String> environment() {
    return environment;
  }

  /** Runs a command and gives its exit status. */
  int run(String... arguments) {
    var shell =
        new Shell(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Optional.empty(),
            OptionalInt.empty(),
            environment);
    return Main.run(shell, arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
