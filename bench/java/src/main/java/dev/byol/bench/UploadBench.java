package dev.byol.bench;

import dev.byol.trainer.checkpoint.store.CheckpointStore;
import dev.byol.trainer.checkpoint.store.Pace;
import dev.byol.trainer.checkpoint.store.PacedStore;
import dev.byol.trainer.engine.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What steps cost while a checkpoint is written beside them, as a run does it, and without. */
final class UploadBench {
  private final StepBench steps;
  private final CheckpointBench checkpoint;
  private final CheckpointStore store;
  private final Pace pace;
  private final Map<Stretch, List<Double>> stepSeconds = new EnumMap<>(Stretch.class);
  private final Map<Stretch, List<Double>> writeSeconds = new EnumMap<>(Stretch.class);

  private enum Stretch {
    ALONE("nothing is written"),
    PACED("beside a checkpoint"),
    LET_GO("beside one somebody waits for");

    private final String words;

    Stretch(String words) {
      this.words = words;
    }
  }

  private UploadBench(
      StepBench steps, CheckpointBench checkpoint, CheckpointStore store, Pace pace) {
    this.steps = steps;
    this.checkpoint = checkpoint;
    this.store = new PacedStore(store, pace);
    this.pace = pace;
    for (Stretch stretch : Stretch.values()) {
      stepSeconds.put(stretch, new ArrayList<>());
      writeSeconds.put(stretch, new ArrayList<>());
    }
  }

  /**
   * Medians over all rounds, of which each has every stretch.
   *
   * @param cores of this worker: lanes, and what the pace goes by
   * @param store left as it was
   * @param seconds of the stretch in which nothing is written; the others last as long as writing
   */
  static BenchTable table(
      Engine engine,
      StepBench.Setting setting,
      int cores,
      CheckpointStore store,
      int megabytes,
      int rounds,
      double seconds)
      throws IOException {
    BenchTable table =
        BenchTable.of(
            "upload",
            "%d MB, %s, %d threads".formatted(megabytes, setting.name(), cores),
            new BenchTable.Column("s a step", "secondsPerStep", 3),
            new BenchTable.Column("slower by %", "slowerPercent", 1),
            new BenchTable.Column("written in s", "writeSeconds", 1));
    CheckpointBench checkpoint = new CheckpointBench(store, megabytes * 1_000_000L);
    try (StepBench steps = new StepBench(engine, setting, cores)) {
      UploadBench bench = new UploadBench(steps, checkpoint, store, Pace.of(cores));
      bench.warmUp();
      for (int round = 0; round < rounds; round++) {
        bench.alone(seconds);
        bench.beside(Stretch.PACED);
        bench.alone(seconds);
        bench.beside(Stretch.LET_GO);
      }
      for (Stretch stretch : Stretch.values()) {
        double step = bench.step(stretch);
        table.add(
            stretch.words,
            step,
            100 * (step / bench.step(Stretch.ALONE) - 1),
            stretch == Stretch.ALONE ? 0 : median(bench.writeSeconds.get(stretch)));
      }
    } finally {
      checkpoint.remove();
    }
    return table;
  }

  private void warmUp() throws IOException {
    checkpoint.write(store);
    for (int i = 0; i < StepBench.WARM_UP; i++) {
      steps.step();
    }
  }

  private void alone(double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      measureStep(Stretch.ALONE);
    } while (System.nanoTime() < end);
  }

  private void beside(Stretch stretch) throws IOException {
    if (stretch == Stretch.PACED) {
      pace.hold();
    } else {
      pace.letGo();
    }
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      long begun = System.nanoTime();
      Future<Double> written =
          writer.submit(
              () -> {
                checkpoint.write(store);
                return (System.nanoTime() - begun) / 1e9;
              });
      while (!written.isDone()) {
        measureStep(stretch);
      }
      writeSeconds.get(stretch).add(written.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while steps were measured", e);
    } catch (ExecutionException e) {
      throw new IOException("the checkpoint could not be written: " + e.getCause(), e.getCause());
    } finally {
      writer.shutdownNow();
    }
  }

  private void measureStep(Stretch stretch) {
    long before = System.nanoTime();
    steps.step();
    stepSeconds.get(stretch).add((System.nanoTime() - before) / 1e9);
  }

  private double step(Stretch stretch) {
    return median(stepSeconds.get(stretch));
  }

  private static double median(List<Double> values) {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
