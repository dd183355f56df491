package dev.byol.trainer.augment;

import java.util.Random;

/**
 * Views a second on one thread; run {@code main} by hand, from the test class path. Prints the CPU
 * time of the thread, which other processes disturb little.
 */
final class AugmentBenchmark {
  private AugmentBenchmark() {}

  public static void main(String[] arguments) {
    for (int round = 0; round < 3; round++) {
      measure("view1 48x48 -> 32", ViewPolicy.view1(), 48, 48, 32, 20_000);
      measure("view2 48x48 -> 32", ViewPolicy.view2(), 48, 48, 32, 20_000);
      measure("view1 375x500 -> 224", ViewPolicy.view1(), 375, 500, 224, 500);
      measure("view2 375x500 -> 224", ViewPolicy.view2(), 375, 500, 224, 500);
      measure("crop  375x500 -> 224", ViewPolicy.cropAndFlip(), 375, 500, 224, 500);
    }
  }

  private static void measure(
      String what, ViewPolicy policy, int height, int width, int size, int views) {
    byte[] pixels = new byte[3 * height * width];
    new Random(1).nextBytes(pixels);
    RgbImage image = new RgbImage(height, width, pixels);
    ViewPipeline pipeline = new ViewPipeline(policy, size);
    Scratch scratch = new Scratch();
    float[] out = new float[3 * size * size];
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < views; i++) {
      pipeline.apply(image, CounterRandom.of(1, 0, i, View.VIEW1), scratch, out, 0);
    }
    double seconds = (threads.getCurrentThreadCpuTime() - start) * 1e-9;
    System.out.printf(
        "%s: %.0f views/s of one core, %.1f us a view%n",
        what, views / seconds, seconds / views * 1e6);
  }
}
