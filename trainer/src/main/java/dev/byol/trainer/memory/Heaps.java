package dev.byol.trainer.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * The Java heap of a worker by its share of the batch.
 *
 * @param needs what a heap must hold, by pictures of a share
 * @param fixed the size of a heap that nobody chooses any more; empty where it is made to fit
 * @param memory of a worker in all, by which a heap is made
 */
public record Heaps(IntFunction<HeapNeed> needs, OptionalLong fixed, long memory) {
  /** The largest size of the heap for so many pictures, in bytes. */
  public long of(int pictures) {
    return fixed.orElseGet(() -> needs.apply(pictures).heap(memory));
  }

  /** Whether the heap is large enough for so many pictures. */
  boolean hold(int pictures) {
    return needs.apply(pictures).least() <= of(pictures);
  }

  /** Of this process, as its options have it: {@code Runtime.maxMemory} leaves a part out. */
  public static long ofThisProcess() {
    return Long.parseLong(
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("MaxHeapSize")
            .getValue());
  }
}
