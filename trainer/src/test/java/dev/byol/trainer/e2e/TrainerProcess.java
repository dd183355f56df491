package dev.byol.trainer.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The launcher of a run as a child process, with its workers; closing it kills them all. */
final class TrainerProcess implements AutoCloseable {
  private static final int LONGEST_RUN_SECONDS = 120;

  private final Process launcher;

  private TrainerProcess(Process launcher) {
    this.launcher = launcher;
  }

  /** The command line of {@code byol} with these arguments. */
  static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.byol.trainer.cli.Main");
    command.addAll(arguments);
    return command;
  }

  static TrainerProcess start(List<String> arguments, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.redirectInput(new File("/dev/null"));
    // Steps of this network are over before the optimising compiler pays.
    builder.environment().put("BYOL_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment);
    return new TrainerProcess(builder.start());
  }

  boolean isRunning() {
    return launcher.isAlive();
  }

  /** The exit status; the run must end by itself in time. */
  int awaitStatus() throws InterruptedException {
    if (!launcher.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the run did not end in " + LONGEST_RUN_SECONDS + " s");
    }
    return launcher.exitValue();
  }

  /** Waits for something to happen while the run goes on; false if it ends before. */
  boolean await(BooleanSupplier what) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_RUN_SECONDS);
    while (!what.getAsBoolean()) {
      if (!isRunning()) {
        return false;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen in " + LONGEST_RUN_SECONDS + " s");
      }
      Thread.sleep(2);
    }
    return true;
  }

  /** The launcher first, then its workers. */
  List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(List.of(launcher.toHandle()));
    all.addAll(launcher.descendants().toList());
    return all;
  }

  /** Sends Ctrl-C as a terminal does: to the launcher and to its workers. */
  void interrupt() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-INT"));
    processes().forEach(process -> command.add(Long.toString(process.pid())));
    new ProcessBuilder(command).start().waitFor();
  }

  @Override
  public void close() {
    processes().forEach(ProcessHandle::destroyForcibly);
  }
}
