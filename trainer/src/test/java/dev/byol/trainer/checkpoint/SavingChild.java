package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that says "begin", then saves step after step and announces each as a line with a full
 * stop, until it is killed.
 */
final class SavingChild implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;
  private long announced;

  /** Returns when it has begun. */
  SavingChild(ProcessBuilder builder) throws IOException {
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    lines = process.inputReader(StandardCharsets.UTF_8);
    assertThat(lines.readLine()).isEqualTo("begin");
  }

  /** Lets it go on from where it waits for a line. */
  void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Returns when it has announced so many more. */
  void awaitSaves(int saves) throws IOException {
    for (int i = 0; i < saves; i++) {
      announced = Long.parseLong(lines.readLine().replace(".", ""));
    }
  }

  /** Kills it; may be called from any thread. */
  void kill() {
    // Not Process.destroyForcibly: that closes the stream, and what was announced is lost.
    process.toHandle().destroyForcibly();
  }

  /** The last step that it announced as saved, 0 if none; returns when it is dead. */
  long lastAnnounced() throws IOException, InterruptedException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      // A line may be cut by the kill; then its end is missing.
      if (line.endsWith(".")) {
        announced = Long.parseLong(line.substring(0, line.length() - 1));
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return announced;
  }

  /** For the process itself: the step to go on from. */
  static long newestStep(CheckpointStore store) throws IOException {
    Optional<Checkpoint> found = CheckpointLoader.newestComplete(store).checkpoint();
    if (found.isEmpty()) {
      return 0;
    }
    try (Checkpoint checkpoint = found.get()) {
      return checkpoint.info().step();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    lines.close();
  }
}
