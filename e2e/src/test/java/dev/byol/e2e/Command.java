package dev.byol.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, run from the repository's root. */
final class Command {
  /** The repository. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /**
   * How a program ended.
   *
   * @param status exit status
   * @param out standard output
   * @param err standard error
   */
  record Result(int status, String out, String err) {}

  private static volatile Path kubeconfig;

  private Command() {}

  /** From now on programs find the cluster by this file instead of {@code KUBECONFIG}. */
  static void use(Path file) {
    kubeconfig = file;
  }

  /** Whether a program is on the path. */
  static boolean exists(String program) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The output of a program that has to succeed. */
  static String run(String... command) {
    Result result = attempt("", Duration.ofMinutes(2), command);
    if (result.status() != 0) {
      throw new AssertionError(
          String.join(" ", command) + " ended with " + result.status() + ": " + result.err());
    }
    return result.out();
  }

  /** Starts a program that goes on; what it says comes as one stream. */
  static Process start(String... command) throws IOException {
    return builder(command).redirectErrorStream(true).start();
  }

  private static ProcessBuilder builder(String... command) {
    var builder = new ProcessBuilder(command).directory(ROOT.toFile());
    if (kubeconfig != null) {
      builder.environment().put("KUBECONFIG", kubeconfig.toString());
    }
    return builder;
  }

  /** Runs a program that may fail, with an input. */
  static Result attempt(String input, Duration longest, String... command) {
    try {
      Path out = Files.createTempFile("byol-e2e", ".out");
      Path err = Files.createTempFile("byol-e2e", ".err");
      try {
        Process process =
            builder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try (var stdin = process.getOutputStream()) {
          stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              String.join(" ", command) + " did not end within " + longest.toSeconds() + " s");
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new AssertionError("cannot run " + command[0], e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
