package dev.byol.operator.act;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Does things side by side that do not depend on one another. A Role alone takes the API server a
 * tenth of a second, for it asks its store what rights the operator has.
 */
final class SideBySide {
  private final Executor threads;

  SideBySide(Executor threads) {
    this.threads = threads;
  }

  /**
   * Returns when all are done. If some fail, the others are done all the same.
   *
   * @throws RuntimeException of the first of the list that failed, the others' suppressed in it
   */
  void run(List<Runnable> tasks) {
    List<CompletableFuture<Void>> running =
        tasks.stream().map(task -> CompletableFuture.runAsync(task, threads)).toList();
    List<RuntimeException> failures = new ArrayList<>();
    for (CompletableFuture<Void> each : running) {
      try {
        each.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        failures.add((RuntimeException) e.getCause());
      }
    }
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw first;
    }
  }
}
