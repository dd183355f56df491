package dev.byol.bench;

import dev.byol.trainer.augment.RgbImage;
import dev.byol.trainer.augment.Scratch;
import dev.byol.trainer.augment.View;
import dev.byol.trainer.augment.ViewPolicy;
import dev.byol.trainer.data.DamagedPictureException;
import dev.byol.trainer.data.DecodeSettings;
import dev.byol.trainer.data.PictureDecoder;
import dev.byol.trainer.data.ViewMaker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** What a picture costs on its way to a step, on one thread: decoding, and its two views. */
final class InputBench implements AutoCloseable {
  private static final int[] VIEW_SIZES = {32, 96, 224};
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<byte[]> files;
  private final PictureDecoder decoder = new PictureDecoder(DecodeSettings.DEFAULT);
  private final ViewMaker views;
  private final Scratch scratch = new Scratch();
  private final float[] out;
  private int done;

  /**
   * @param files encoded pictures, taken in turn
   * @param size rows and columns of a view
   */
  InputBench(List<byte[]> files, int size) {
    this.files = files;
    this.views = ViewMaker.augmented(1, ViewPolicy.view1(), ViewPolicy.view2(), size);
    this.out = new float[3 * size * size];
  }

  /**
   * Decoding, and decoding with both views at several sizes.
   *
   * @param pictures what {@code files} are, for people
   * @param files encoded pictures
   * @param seconds time for each
   */
  static BenchTable table(String pictures, List<byte[]> files, double seconds) {
    BenchTable table =
        BenchTable.of(
            "input",
            pictures + ", one thread",
            new BenchTable.Column("milliseconds", "milliseconds", 2),
            new BenchTable.Column("pictures/s", "picturesPerSecond", 0));
    for (int size : VIEW_SIZES) {
      try (InputBench bench = new InputBench(files, size)) {
        if (size == VIEW_SIZES[0]) {
          double decoding = secondsEach(bench::decode, seconds);
          table.add("decode", 1e3 * decoding, 1 / decoding);
        }
        double all = secondsEach(bench::decodeAndMakeViews, seconds);
        table.add("decode, two views of " + size + " px", 1e3 * all, 1 / all);
      }
    }
    return table;
  }

  /** Decodes the next picture. */
  RgbImage decode() {
    byte[] file = files.get(done++ % files.size());
    try {
      return decoder.decode(file, "picture " + done);
    } catch (DamagedPictureException e) {
      throw new IllegalStateException("a picture of the benchmark is damaged", e);
    }
  }

  /** Decodes the next picture and makes both views of it. */
  void decodeAndMakeViews() {
    RgbImage image = decode();
    for (View view : View.values()) {
      views.make(image, done, 0, view, scratch, out, 0);
    }
  }

  /**
   * CPU seconds that the work takes on this thread, which other processes disturb little; the mean
   * over the time given, after as much to warm up.
   */
  static double secondsEach(Runnable work, double seconds) {
    double each = 0;
    for (int round = 0; round < 2; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      long nanos;
      int count = 0;
      do {
        work.run();
        count++;
        nanos = THREADS.getCurrentThreadCpuTime() - start;
      } while (nanos < seconds * 1e9);
      each = nanos / 1e9 / count;
    }
    return each;
  }

  @Override
  public void close() {
    decoder.close();
  }
}
