package dev.byol.trainer.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/**
 * The Java heap of a worker by its share of the batch.
 *
 * @param needs what a heap must hold, by pictures of a share
 * @param sizes the largest size of the heap in bytes, likewise
 */
public record Heaps(IntFunction<HeapNeed> needs, IntToLongFunction sizes) {
  /** Heaps that are made to fit, of workers that may use {@code memory} bytes each in all. */
  public static Heaps fitting(IntFunction<HeapNeed> needs, long memory) {
    return new Heaps(needs, pictures -> needs.apply(pictures).heap(memory));
  }

  /** A heap of {@code bytes} whatever it must hold. */
  public static Heaps fixed(IntFunction<HeapNeed> needs, long bytes) {
    return new Heaps(needs, pictures -> bytes);
  }

  /** The same heaps, but for a share of {@code own} pictures one of {@code bytes}. */
  public Heaps with(int own, long bytes) {
    return new Heaps(needs, pictures -> pictures == own ? bytes : sizes.applyAsLong(pictures));
  }

  /** The largest size of the heap for so many pictures, in bytes. */
  public long of(int pictures) {
    return sizes.applyAsLong(pictures);
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
