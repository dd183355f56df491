package dev.byol.trainer.memory;

import dev.byol.trainer.byol.StepMemory;
import java.util.Locale;

/**
 * The memory that a worker needs, in bytes.
 *
 * @param pictures of its share of a step
 * @param steps outside the heap, for steps and evaluations
 * @param checkpoint the copy of what a checkpoint holds, while it is written
 * @param heap the largest size of the Java heap
 */
public record WorkerMemory(int pictures, StepMemory steps, long checkpoint, long heap) {
  /**
   * The virtual machine itself, compiled code, native libraries, buffers of sockets: what the
   * smallest experiment takes at the least, so that nothing is refused that would fit.
   */
  static final long PROGRAM = 150L << 20;

  /** What the same may grow to, for whoever asks a cluster for memory. */
  private static final long PROGRAM_GROWS_BY = 250L << 20;

  private static final long GIB = 1L << 30;

  /** Of a container's memory, which the trainer's image gives to the heap: a quarter. */
  private static final int HEAP_OF_CONTAINER = 4;

  /** All of it. */
  public long total() {
    return steps.total() + checkpoint + heap + PROGRAM;
  }

  /** All that is not the heap. */
  long outsideHeap() {
    return total() - heap;
  }

  /**
   * What to set {@code spec.workers.resources.limits.memory} to, in whole GiB: the image gives a
   * quarter of it to the heap.
   *
   * @param heapNeed what the heap must hold
   */
  public long containerGib(HeapNeed heapNeed) {
    return containerGib(outsideHeap(), heapNeed);
  }

  /** The same of a worker that takes {@code outsideHeap} bytes beside its heap at the least. */
  static long containerGib(long outsideHeap, HeapNeed heapNeed) {
    long bytes =
        Math.max(
            (outsideHeap + PROGRAM_GROWS_BY) * HEAP_OF_CONTAINER / (HEAP_OF_CONTAINER - 1),
            heapNeed.least() * HEAP_OF_CONTAINER);
    return (bytes + GIB - 1) / GIB;
  }

  /** For people: the total and its parts. */
  public String describe() {
    return "%s for %d pictures a step (activations %s, parameters and momentum %s, gradients %s, copies of weights %s, evaluation %s, checkpoint %s, Java heap up to %s, the program at least %s)"
        .formatted(
            gib(total()),
            pictures,
            gib(steps.activations()),
            gib(steps.parameters()),
            gib(steps.gradients()),
            gib(steps.weightCopies()),
            gib(steps.evaluation()),
            gib(checkpoint),
            gib(heap),
            gib(PROGRAM));
  }

  /** For people: {@code 1.5 GiB}, {@code 320 MiB}. */
  public static String gib(long bytes) {
    return bytes < GIB
        ? (bytes >> 20) + " MiB"
        : String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
  }
}
