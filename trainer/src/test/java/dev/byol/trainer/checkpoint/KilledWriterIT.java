package dev.byol.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.JavaChild;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import dev.byol.trainer.checkpoint.store.TemporaryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
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
    try (SavingChild child = new SavingChild(JavaChild.of(Writer.class, folder.toString()))) {
      child.awaitSaves(saves);
      Thread.sleep(thenMillis);
      child.kill();
      return child.lastAnnounced();
    }
  }

  /** Resumes and saves every 10 steps until it is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      DirectoryStore store = new DirectoryStore(Path.of(args[0]));
      Retention retention = new Retention(store, 2, OptionalLong.empty(), Clock.systemUTC());
      System.out.println("begin");
      long step = SavingChild.newestStep(store);
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
