package dev.byol.trainer.data;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A fixed number of batch buffers between the threads that fill them and the one that takes them in
 * step order. All arrays are allocated at the start.
 */
final class BatchRing {
  /**
   * One buffer. Threads write to disjoint parts of its arrays; the lock orders them with the taker.
   */
  static final class Slot {
    final float[][] views;
    final int[] labels;
    final long[] sampleIds;
    long step;
    int count;
    private int missing;
    private State state = State.FREE;

    private Slot(int views, int capacity, int viewFloats) {
      this.views = new float[views][Math.multiplyExact(capacity, viewFloats)];
      this.labels = new int[capacity];
      this.sampleIds = new long[capacity];
    }
  }

  /** One picture of one batch to be prepared. */
  record Work(Slot slot, long step, int i) {}

  private enum State {
    FREE,
    FILLING,
    READY,
    TAKEN
  }

  /**
   * The name of a wait is in what it awaits; each wakes now and then, so none depends on a signal.
   */
  private static final long WAKE_MILLIS = 1000;

  private final BatchPlan plan;
  private final Slot[] slots;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition slotFreed = lock.newCondition();
  private final Condition batchReady = lock.newCondition();
  private long fillStep;
  private int fillIndex;
  private long takeStep;
  private Throwable failure;
  private boolean stopped;

  BatchRing(BatchPlan plan, int slotCount, int viewFloats, long firstStep) {
    this.plan = plan;
    this.fillStep = firstStep;
    this.takeStep = firstStep;
    this.slots = new Slot[slotCount];
    for (int i = 0; i < slotCount; i++) {
      slots[i] = new Slot(plan.views(), plan.capacity(), viewFloats);
    }
  }

  /** The next picture to prepare, waiting for room; null when there is nothing more to do. */
  Work claim() throws InterruptedException {
    lock.lock();
    try {
      while (!stopped && failure == null && plan.count(fillStep) > 0) {
        Slot slot = slots[(int) (fillStep % slots.length)];
        if (fillIndex == 0) {
          if (slot.state != State.FREE) {
            slotFreed.await(WAKE_MILLIS, TimeUnit.MILLISECONDS);
            continue;
          }
          slot.state = State.FILLING;
          slot.step = fillStep;
          slot.count = plan.count(fillStep);
          slot.missing = slot.count;
        }
        Work work = new Work(slot, fillStep, fillIndex++);
        if (fillIndex == slot.count) {
          fillIndex = 0;
          fillStep++;
        }
        return work;
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** {@code work} is in its slot. */
  void done(Work work) {
    lock.lock();
    try {
      if (--work.slot().missing == 0) {
        work.slot().state = State.READY;
        batchReady.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Preparing failed: takers hear {@code why} once the batches that are ready are used up. */
  void fail(Throwable why) {
    lock.lock();
    try {
      failure = failure == null ? why : failure;
      batchReady.signalAll();
      slotFreed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopped = true;
      batchReady.signalAll();
      slotFreed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The batch of {@code step}, which must be the one after the last taken. */
  Batch take(long step, Supplier<Duration> timeout) throws InterruptedException {
    long start = System.nanoTime();
    lock.lockInterruptibly();
    try {
      if (step != takeStep || plan.count(step) == 0) {
        throw new IllegalArgumentException(
            "the next batch is of step %d, not of step %d".formatted(takeStep, step));
      }
      Slot slot = slots[(int) (step % slots.length)];
      while (slot.state != State.READY || slot.step != step) {
        if (stopped) {
          throw new IllegalStateException("the loader is closed");
        }
        if (failure != null) {
          throw failed(step);
        }
        Duration longest = timeout.get();
        long left = start + longest.toNanos() - System.nanoTime();
        if (left <= 0) {
          throw new DataException(
              "the pictures of step %d were not ready within %s; check the storage, give the loader more threads or raise its timeout"
                  .formatted(step, longest),
              new TimeoutException());
        }
        batchReady.await(
            Math.min(left, TimeUnit.MILLISECONDS.toNanos(WAKE_MILLIS)), TimeUnit.NANOSECONDS);
      }
      slot.state = State.TAKEN;
      takeStep++;
      return new Batch(this, slot, System.nanoTime() - start);
    } finally {
      lock.unlock();
    }
  }

  /** Only what the data did is told as such: a bug or a lack of memory is none of its faults. */
  private RuntimeException failed(long step) {
    return failure instanceof DataException
        ? new DataException(failure.getMessage(), failure)
        : new IllegalStateException(
            "preparing the pictures of step %d failed: %s".formatted(step, failure), failure);
  }

  void release(Slot slot) {
    lock.lock();
    try {
      slot.state = State.FREE;
      slotFreed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
