package dev.byol.trainer.data;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The memory that pictures may take while they are decoded and looked at, shared by the threads of
 * a process: those that would go beyond it wait for the others. First come, first served, so that a
 * large picture is not overtaken for ever. Thread-safe.
 *
 * <p>A thread has one {@link Lease} at a time and gives it back without waiting for anything else,
 * so nobody waits for ever.
 */
public final class DecodeBudget {
  private static final int UNIT = 1 << 16;

  /**
   * Of the heap: the rest is for batches, kept pictures, encoded files and evaluations, and a third
   * is Java's young generation, in which a large picture has no room.
   */
  private static final int SHARE_OF_HEAP = 3;

  private static final DecodeBudget OF_PROCESS =
      new DecodeBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

  private final int units;
  private final Semaphore free;

  /**
   * @param bytes what may be taken at once; one picture that takes more is let in alone
   */
  public DecodeBudget(long bytes) {
    units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
    free = new Semaphore(units, true);
  }

  /** A third of this process's heap, for all who decode in it. */
  public static DecodeBudget ofProcess() {
    return OF_PROCESS;
  }

  /** Memory of one picture. Confined to one thread at a time. */
  public final class Lease implements AutoCloseable {
    private int held;

    private Lease(int held) {
      this.held = held;
    }

    /** Gives back what exceeds {@code bytes}. */
    void shrinkTo(long bytes) {
      int keep = Math.min(held, unitsOf(bytes));
      free.release(held - keep);
      held = keep;
    }

    /** Gives back everything. */
    @Override
    public void close() {
      free.release(held);
      held = 0;
    }
  }

  /**
   * Waits until {@code bytes} are free, or everything where that is less.
   *
   * @param bound longest wait, in seconds
   * @param name of the picture, for the message
   * @throws DataException after the bound, or when interrupted
   */
  Lease take(long bytes, long bound, String name) {
    int wanted = unitsOf(bytes);
    try {
      if (free.tryAcquire(wanted, bound, TimeUnit.SECONDS)) {
        return new Lease(wanted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("interrupted while picture " + name + " waited for memory", e);
    }
    throw new DataException(
        "picture %s waited %d s for %d MB to decode it in; set spec.data.loaderThreads lower or give the process more memory"
            .formatted(name, bound, bytes >> 20),
        new TimeoutException());
  }

  /** Waits until nobody else has any, and takes all. */
  Lease takeAll(long bound, String name) {
    return take(Long.MAX_VALUE, bound, name);
  }

  private int unitsOf(long bytes) {
    return (int) Math.min(units, (bytes - 1) / UNIT + 1);
  }
}
