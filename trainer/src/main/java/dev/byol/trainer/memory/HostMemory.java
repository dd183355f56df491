package dev.byol.trainer.memory;

/**
 * The machine's own memory that a worker needs whose tensors lie on a GPU, in bytes, at the least:
 * what the driver's libraries take comes on top, and what the GPU needs is not known here.
 *
 * @param checkpoint the copy of what a checkpoint holds, while it is written
 * @param heapNeed what the Java heap must hold
 */
public record HostMemory(long checkpoint, HeapNeed heapNeed) {
  private static final int COPIES = 3;

  /**
   * Of a network.
   *
   * @param parameters of it; a checkpoint has them of the online and the target network, and the
   *     momentum
   * @param workers who share the writing
   */
  static HostMemory of(long parameters, int workers, HeapNeed heapNeed) {
    return new HostMemory(COPIES * parameters * Float.BYTES / workers, heapNeed);
  }

  /** All of it. */
  public long total() {
    return outsideHeap() + heapNeed.least();
  }

  private long outsideHeap() {
    return checkpoint + WorkerMemory.PROGRAM;
  }

  /** The least that {@code spec.workers.resources.limits.memory} must be, in whole GiB. */
  public long containerGib() {
    return WorkerMemory.containerGib(outsideHeap(), heapNeed);
  }

  /** For people: the total and its parts. */
  public String describe() {
    return "%s of the machine's own memory at the least, beside what the GPU's libraries take (checkpoint %s, Java heap %s, the program %s)"
        .formatted(
            WorkerMemory.gib(total()),
            WorkerMemory.gib(checkpoint),
            WorkerMemory.gib(heapNeed.least()),
            WorkerMemory.gib(WorkerMemory.PROGRAM));
  }
}
