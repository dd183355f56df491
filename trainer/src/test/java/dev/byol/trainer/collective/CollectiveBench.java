package dev.byol.trainer.collective;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Times all-reduce over loopback with the ranks as threads of one JVM. Not a test: run {@code main}
 * with the world size and the megabytes of the long message, such as {@code 2 100}.
 */
final class CollectiveBench {

  private CollectiveBench() {}

  public static void main(String[] args) throws Exception {
    int worldSize = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int megabytes = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    try (World world = World.of(Transport.AUTO, worldSize)) {
      FloatBuffer[] longMessages = new FloatBuffer[worldSize];
      DoubleBuffer[] shortMessages = new DoubleBuffer[worldSize];
      for (int rank = 0; rank < worldSize; rank++) {
        longMessages[rank] =
            ByteBuffer.allocateDirect(megabytes * 1_000_000)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        shortMessages[rank] =
            ByteBuffer.allocateDirect(16 * 1024).order(ByteOrder.nativeOrder()).asDoubleBuffer();
      }
      report(
          world,
          5000,
          5000,
          workers -> workers.allReduceSum(shortMessages[workers.rank()]),
          "16 KiB of doubles");
      report(world, 5000, 5000, workers -> workers.barrier("bench"), "barrier");
      double median =
          report(
              world,
              5,
              15,
              workers -> workers.allReduceSum(longMessages[workers.rank()]),
              megabytes + " MB of floats");
      System.out.printf("  = %.2f GB/s algorithmic%n", megabytes * 1e6 / median);
    }
  }

  private interface Operation {
    void run(Collective workers);
  }

  private static double report(
      World world, int warmups, int rounds, Operation operation, String name) throws Exception {
    List<long[]> times =
        world.play(
            workers -> {
              for (int i = 0; i < warmups; i++) {
                operation.run(workers);
              }
              ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
              long cpuStart = cpu.getCurrentThreadCpuTime();
              long userStart = cpu.getCurrentThreadUserTime();
              long[] nanos = new long[rounds];
              for (int i = 0; i < rounds; i++) {
                long start = System.nanoTime();
                operation.run(workers);
                nanos[i] = System.nanoTime() - start;
              }
              if (workers.rank() == 0) {
                System.out.printf(
                    "CPU of rank 0 per operation: %.1f us, of which user %.1f us%n",
                    (cpu.getCurrentThreadCpuTime() - cpuStart) / 1e3 / rounds,
                    (cpu.getCurrentThreadUserTime() - userStart) / 1e3 / rounds);
              }
              return nanos;
            });
    long[] sorted = times.get(0).clone();
    Arrays.sort(sorted);
    System.out.printf(
        "world %d, %s: median %.1f us, best %.1f us, 90%% %.1f us%n",
        world.size(),
        name,
        sorted[rounds / 2] / 1e3,
        sorted[0] / 1e3,
        sorted[rounds * 9 / 10] / 1e3);
    return sorted[rounds / 2];
  }
}
