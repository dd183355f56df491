package dev.byol.trainer.data;

/**
 * What one step takes: a worker's share of the global batch. The arrays belong to the loader and
 * are valid until {@link #close()}; after it they are filled for a later step.
 */
public final class Batch implements AutoCloseable {
  private final BatchRing ring;
  private final BatchRing.Slot slot;
  private final long step;
  private final int count;
  private final long waitedNanos;
  private boolean released;

  Batch(BatchRing ring, BatchRing.Slot slot, long waitedNanos) {
    this.ring = ring;
    this.slot = slot;
    this.step = slot.step;
    this.count = slot.count;
    this.waitedNanos = waitedNanos;
  }

  /** Index of the step (of the batch, in an evaluation), from 0. */
  public long step() {
    return step;
  }

  /** Pictures in this batch, at least 1; arrays may be longer. */
  public int count() {
    return count;
  }

  /** First view: [count, imageSize, imageSize, 3] float32 in [0, 1], row-major. */
  public float[] view1() {
    return held().views[0];
  }

  /** Second view, as {@link #view1()}; an evaluation batch has none and refuses. */
  public float[] view2() {
    if (held().views.length < 2) {
      throw new IllegalStateException("a batch for evaluation has one view only");
    }
    return slot.views[1];
  }

  /** Labels: [count], {@link PictureSource#NO_LABEL} in label-free data. */
  public int[] labels() {
    return held().labels;
  }

  /** Sample ids: [count], the index in the split of the picture that the order asked for. */
  public long[] sampleIds() {
    return held().sampleIds;
  }

  /** How long the taker waited for this batch, in nanoseconds. */
  public long waitedNanos() {
    return waitedNanos;
  }

  /** Gives the arrays back to the loader; a second time does nothing. */
  @Override
  public void close() {
    if (!released) {
      released = true;
      ring.release(slot);
    }
  }

  private BatchRing.Slot held() {
    if (released) {
      throw new IllegalStateException("the batch of step %d was given back".formatted(step));
    }
    return slot;
  }
}
