package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process that writes checkpoints is killed at random moments, and started again. */
class KilledWriterIT {
  private static final int KILLS = 20;

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void noMatterWhenTheProcessIsKilledTheRunGoesOnFromACompleteCheckpoint() throws Exception {
    long seed = 20261123;
    Random random = new Random(seed);
    DirectoryStore store = new DirectoryStore(folder);
    long reached = 0;
    for (int round = 0; round < KILLS; round++) {
      long announced = writeAndKill(random.nextInt(4), random.nextInt(40));
      Optional<Checkpoint> found = CheckpointLoader.newestComplete(store).checkpoint();
      long step = 0;
      if (found.isPresent()) {
        try (Checkpoint checkpoint = found.get()) {
          step = checkpoint.info().step();
          assertThat(Samples.isIntact(checkpoint)).as("seed %d round %d", seed, round).isTrue();
        }
      }
      assertThat(step)
          .as("seed %d round %d: what was announced as saved is there", seed, round)
          .isGreaterThanOrEqualTo(Math.max(announced, reached));
      reached = step;
    }
    assertThat(reached).isPositive();
    new Retention(store, 2, OptionalLong.empty(), Clock.systemUTC()).apply(0);
    try (var files = Files.walk(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(TemporaryName::isTemporary);
    }
  }

  /** The last step that the process announced as saved; 0 if none. */
  private long writeAndKill(int saves, int thenMillis) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long announced = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("begin");
      for (int i = 0; i < saves; i++) {
        announced = Long.parseLong(lines.readLine().replace(".", ""));
      }
      Thread.sleep(thenMillis);
      // Not Process.destroyForcibly: that closes the stream, and what was announced is lost.
      process.toHandle().destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // A line may be cut by the kill; then its end is missing.
        if (line.endsWith(".")) {
          announced = Long.parseLong(line.substring(0, line.length() - 1));
        }
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return announced;
  }

  /** Resumes and saves every 10 steps until it is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      DirectoryStore store = new DirectoryStore(Path.of(args[0]));
      Retention retention = new Retention(store, 2, OptionalLong.empty(), Clock.systemUTC());
      System.out.println("begin");
      long step = 0;
      Optional<Checkpoint> found = CheckpointLoader.newestComplete(store).checkpoint();
      if (found.isPresent()) {
        try (Checkpoint checkpoint = found.get()) {
          step = checkpoint.info().step();
        }
      }
      // A limit, in case nobody kills it.
      for (int saves = 0; saves < 2000; saves++) {
        step += 10;
        Samples.save(store, step, 2, 0);
        System.out.println(step + ".");
        retention.apply(0);
      }
    }
  }
}
