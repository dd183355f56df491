package dev.byol.trainer.cli;

import dev.byol.trainer.augment.CounterRandom;
import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.augment.ViewPipeline;
import dev.byol.trainer.augment.ViewPolicy;
import java.util.Random;

/** How fast views are made. */
final class ViewBench {
  private ViewBench() {}

  /**
   * Views a second on one thread, both of the reference's alternately, of a picture a little larger
   * than the view.
   *
   * @param size rows and columns of a view
   * @param seconds time to measure, after as much for the compiler
   */
  static double viewsPerSecond(int size, double seconds) {
    int side = size * 5 / 4;
    byte[] pixels = new byte[3 * side * side];
    new Random(1).nextBytes(pixels);
    var picture = new RgbImage(side, side, pixels);
    var scratch = new Scratch();
    float[] out = new float[3 * size * size];
    var first = new ViewPipeline(ViewPolicy.view1(), size);
    var second = new ViewPipeline(ViewPolicy.view2(), size);
    double rate = 0;
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      long done = 0;
      do {
        first.apply(picture, CounterRandom.of(1, 0, done, View.VIEW1), scratch, out, 0);
        second.apply(picture, CounterRandom.of(1, 0, done, View.VIEW2), scratch, out, 0);
        done += 2;
      } while (System.nanoTime() - start < seconds * 1e9);
      rate = done / ((System.nanoTime() - start) / 1e9);
    }
    return rate;
  }
}
