package dev.byol.operator.act;

import dev.byol.operator.refusal.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does things side by side that do not depend on one another. A Role alone takes the API server a
 * tenth of a second, for it asks its store what rights the operator has.
 */
public final class Parallel {
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Executor threads;
  private final Duration longest;

  /**
   * Does things in these threads.
   *
   * @param longest what all of them may take together, the wait for a thread included
   */
  public Parallel(Executor threads, Duration longest) {
    this.threads = threads;
    this.longest = longest;
  }

  /** At most {@code most} threads, which end when there has been nothing to do for a while. */
  public static Executor threads(int most) {
    var count = new AtomicInteger();
    var pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              var thread = new Thread(task, "request-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Returns when all are done, or their time is over. If some fail, the others are done all the
   * same; what had no thread in time is not done.
   *
   * @param intent what they are for, as "create what attempt 1 needs"
   * @throws RuntimeException of the first of the list that failed, the others' suppressed in it
   */
  void run(String intent, List<Runnable> tasks) {
    List<CompletableFuture<Void>> running =
        tasks.stream()
            .map(task -> CompletableFuture.runAsync(task, threads))
            .map(task -> task.orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS))
            .toList();
    List<RuntimeException> failures = new ArrayList<>();
    for (CompletableFuture<Void> each : running) {
      try {
        each.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        failures.add(
            e.getCause() instanceof RuntimeException failure
                ? failure
                : new RefusedException(intent, e));
      }
    }
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw first;
    }
  }
}
