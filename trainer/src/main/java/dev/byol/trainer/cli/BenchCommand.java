package dev.byol.trainer.cli;

import dev.byol.trainer.augment.CounterRandom;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.augment.ViewPipeline;
import dev.byol.trainer.augment.ViewPolicy;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code byol bench}: how fast the parts of a step are on this machine. */
@Command(
    name = "bench",
    description = {"Measure on this machine how fast the views are made, on one thread."},
    footer = {"", "Examples:", "  byol bench", "  byol bench --seconds 5"})
final class BenchCommand implements Callable<Integer> {
  private static final int[] SIZES = {32, 96, 224};

  private final Shell shell;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Time for each measurement; default: ${DEFAULT-VALUE}.")
  private double seconds = 1;

  BenchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.out().printf("%-24s %10s%n", "views, one thread", "views/s");
    for (int size : SIZES) {
      shell.out().printf(Locale.ROOT, "%-24s %10.0f%n", size + " px", viewsPerSecond(size));
    }
    return 0;
  }

  /** Both views alternately, of a picture a little larger than the view. */
  private double viewsPerSecond(int size) {
    int side = size * 5 / 4;
    byte[] pixels = new byte[3 * side * side];
    new Random(1).nextBytes(pixels);
    var picture = new RgbImage(side, side, pixels);
    var scratch = new Scratch();
    float[] out = new float[3 * size * size];
    var first = new ViewPipeline(ViewPolicy.view1(), size);
    var second = new ViewPipeline(ViewPolicy.view2(), size);
    double rate = 0;
    // The first round is for the compiler.
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      long done = 0;
      while (System.nanoTime() - start < seconds * 1e9) {
        first.apply(picture, CounterRandom.of(1, 0, done, View.VIEW1), scratch, out, 0);
        second.apply(picture, CounterRandom.of(1, 0, done, View.VIEW2), scratch, out, 0);
        done += 2;
      }
      rate = done / ((System.nanoTime() - start) / 1e9);
    }
    return rate;
  }
}
