package dev.byol.trainer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.byol.trainer.checkpoint.CheckpointWriter;
import dev.byol.trainer.checkpoint.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The trainer as a user starts it, in processes that are stopped, killed and started again. */
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
class TrainingIT {
  private static final int STEPS = 20;
  private static final int KILLS = 4;

  /** So long that what happens after the first steps surely happens before the end. */
  private static final int LONG_STEPS = 100;

  private static final String LONG = "spec.training.maxSteps=" + LONG_STEPS;

  /** Undisturbed runs, made when first asked for. */
  private static final Map<String, DigitsRun> UNDISTURBED = new HashMap<>();

  @TempDir static Path shared;
  @TempDir Path folder;

  @Test
  void theSameNumberOfWorkersGivesTheSameBits() throws Exception {
    DigitsRun again = new DigitsRun(folder, 2).finish();

    assertThat(again.state()).isEqualTo(undisturbed(2).state());
  }

  /**
   * Sums are made in another order. In float32 that is enough for a picture's ReLU to fall on the
   * other side now and then, a jump that both runs then follow differently; float64 shows that
   * nothing else differs.
   */
  @ParameterizedTest
  @CsvSource({"2, Float32, 5e-3", "3, Float32, 5e-3", "2, Float64, 1e-10", "3, Float64, 1e-10"})
  void severalWorkersAgreeWithOneAfterTwentySteps(int workers, String precision, double tolerance)
      throws Exception {
    double difference =
        Difference.of(undisturbed(1, precision).state(), undisturbed(workers, precision).state());

    assertThat(difference).isLessThan(tolerance);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void killedAtAnyMomentAndResumedItEndsWithTheBitsOfTheUndisturbedRun(int workers)
      throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    DigitsRun run = new DigitsRun(folder, workers);
    for (int kill = 0; kill < KILLS && run.savedSteps() < STEPS; kill++) {
      killOne(run, random);
    }
    run.finish();

    assertThat(run.state()).as("seed %d", seed).isEqualTo(undisturbed(workers).state());
    assertThat(run.loggedSteps()).as("seed %d", seed).isEqualTo(steps(STEPS));
  }

  /** Kills the launcher or a worker a moment after a step that was not logged before. */
  private static void killOne(DigitsRun run, Random random) throws Exception {
    int seen = run.loggedCount();
    int more = random.nextInt(6);
    try (TrainerProcess process = run.start()) {
      if (process.await(() -> run.loggedCount() >= Math.min(seen + more, STEPS))) {
        Thread.sleep(random.nextInt(30));
        List<ProcessHandle> processes = process.processes();
        processes.get(random.nextInt(processes.size())).destroyForcibly();
        process.awaitStatus();
      }
    }
  }

  @Test
  void ctrlCLeavesACheckpointAndTheSameCommandGoesOnFromIt() throws Exception {
    DigitsRun run = new DigitsRun(folder.resolve("run"), 2, LONG);
    try (TrainerProcess process = run.start()) {
      process.await(() -> run.loggedCount() >= 4);
      process.interrupt();
      assertThat(process.awaitStatus()).as(run.output()).isEqualTo(10);
    }
    long saved = run.savedSteps();
    assertThat(saved).isEqualTo(run.loggedSteps().size()).isBetween(4L, LONG_STEPS - 1L);
    run.finish();

    assertThat(run.output()).contains("Going on after step " + saved + ",");

    DigitsRun whole = new DigitsRun(folder.resolve("whole"), 2, LONG).finish();
    assertThat(run.state()).isEqualTo(whole.state());
    assertThat(run.loggedSteps()).isEqualTo(steps(LONG_STEPS));
  }

  @Test
  void anAttemptEndsWith12OnceANewerOneHasBegun() throws Exception {
    DigitsRun run = new DigitsRun(folder, 2, LONG).with("BYOL_ATTEMPT", "3");
    try (TrainerProcess process = run.start()) {
      process.await(() -> run.loggedCount() >= 1);
      new CheckpointWriter(new DirectoryStore(run.checkpoints())).begin(4);
      assertThat(process.awaitStatus()).as(run.output()).isEqualTo(12);
    }
    assertThat(run.output())
        .contains("Attempt 3 may not write checkpoints here any more: attempt 4 has begun.")
        .doesNotContain("Exception");

    try (TrainerProcess process = run.start()) {
      assertThat(process.awaitStatus()).as("started again").isEqualTo(12);
    }
    run.with("BYOL_ATTEMPT", "4").finish();
    assertThat(run.savedSteps()).isEqualTo(LONG_STEPS);
  }

  private static DigitsRun undisturbed(int workers) throws IOException, InterruptedException {
    return undisturbed(workers, "Float32");
  }

  private static DigitsRun undisturbed(int workers, String precision)
      throws IOException, InterruptedException {
    String name = workers + "-workers-" + precision;
    DigitsRun run = UNDISTURBED.get(name);
    if (run == null) {
      run = new DigitsRun(shared.resolve(name), workers, "spec.precision=" + precision).finish();
      UNDISTURBED.put(name, run);
    }
    return run;
  }

  private static List<Integer> steps(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
