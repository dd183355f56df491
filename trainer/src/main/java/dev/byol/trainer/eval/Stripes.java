package dev.byol.trainer.eval;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Work cut into a number of stripes that depends on the data alone, shared between the calling
 * thread and an executor's. Each stripe writes its own results, the caller adds them up in stripe
 * order: the same bits with any number of threads.
 */
final class Stripes {
  private static final int MAXIMUM = 8;
  private static final long PATIENCE_MINUTES = 30;

  private final int rows;
  private final int block;
  private final int count;

  private Stripes(int rows, int block, int count) {
    this.rows = rows;
    this.block = block;
    this.count = count;
  }

  /** Stripes of whole blocks of {@code block} rows (the last may be ragged). */
  static Stripes of(int rows, int block) {
    int blocks = (rows + block - 1) / block;
    return new Stripes(rows, block, Math.min(MAXIMUM, blocks));
  }

  int count() {
    return count;
  }

  /** First row of {@code stripe}; that of the stripe after the last is the number of rows. */
  int from(int stripe) {
    long blocks = ((long) rows + block - 1) / block;
    return (int) Math.min(rows, blocks * stripe / count * block);
  }

  /**
   * Runs {@code work} once for each stripe and returns when all are done. The caller takes part, so
   * an executor that is slow to start only costs time.
   */
  void run(Executor executor, IntConsumer work) {
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(count);
    Throwable[] failures = new Throwable[count];
    Runnable helper =
        () -> {
          for (int s = next.getAndIncrement(); s < count; s = next.getAndIncrement()) {
            try {
              work.accept(s);
            } catch (RuntimeException | Error e) {
              failures[s] = e;
            } finally {
              done.countDown();
            }
          }
        };
    for (int i = 1; i < count; i++) {
      executor.execute(helper);
    }
    helper.run();
    await(done);
    for (Throwable failure : failures) {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }

  private static void await(CountDownLatch done) {
    try {
      if (!done.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException(
            "evaluation: %d stripes are not finished after %d minutes; evaluate fewer pictures"
                .formatted(done.getCount(), PATIENCE_MINUTES));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the evaluation was interrupted", e);
    }
  }
}
