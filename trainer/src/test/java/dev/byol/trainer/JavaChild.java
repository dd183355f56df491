package dev.byol.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with this one's Java and class path, for tests that kill what they test. */
public final class JavaChild {
  private JavaChild() {}

  /** Runs {@code main} once it is started, which is the caller's, as is ending it. */
  public static ProcessBuilder of(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
