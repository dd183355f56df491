package dev.byol.trainer.checkpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints beside the training, at most one at a time, on the thread {@code
 * checkpoint-writer}. A save that fails is told at the next call and the training goes on; only
 * being superseded is thrown. All methods are for the training thread.
 */
public final class AsyncCheckpointer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AsyncCheckpointer.class);

  /** Takes the state at the step boundary, on the calling thread. */
  @FunctionalInterface
  public interface Snapshot {
    /** Copies what is to be saved; what it returns is then run on the writer thread. */
    Save take();
  }

  /** Writes a snapshot that was taken: parts, exchange of descriptors, commit, retention. */
  @FunctionalInterface
  public interface Save {
    /** Runs on the writer thread; an interrupt asks it to give up. */
    void write() throws IOException, InterruptedException;
  }

  private record Running(long step, Future<?> result) {}

  private final Duration bound;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "checkpoint-writer");
            thread.setDaemon(true);
            return thread;
          });
  private Optional<Running> running = Optional.empty();
  private Optional<String> warning = Optional.empty();
  private long saved;
  private long failed;
  private long skipped;

  /**
   * @param bound the longest wait for the save in flight in {@link #close}
   */
  public AsyncCheckpointer(Duration bound) {
    if (bound.isNegative()) {
      throw new IllegalArgumentException(
          "the bound is %s; it must not be negative".formatted(bound));
    }
    this.bound = bound;
  }

  /**
   * Takes a snapshot now and writes it meanwhile, unless the one before is still being written:
   * then this one is left out, and the next comes anyway.
   *
   * @param step for messages
   * @param snapshot is not called when the checkpoint is left out
   * @throws SupersededException if an earlier save found that a newer attempt has begun
   */
  public SaveReport save(long step, Snapshot snapshot)
      throws SupersededException, InterruptedException {
    settle(Duration.ZERO);
    if (running.isPresent()) {
      skipped++;
      return report(SaveReport.Outcome.SKIPPED);
    }
    Save save = snapshot.take();
    running =
        Optional.of(
            new Running(
                step,
                writer.submit(
                    () -> {
                      save.write();
                      return null;
                    })));
    return report(SaveReport.Outcome.STARTED);
  }

  /**
   * Waits until nothing is being written.
   *
   * @param longest how long at most
   * @return with outcome {@link SaveReport.Outcome#BUSY} if that was too short
   * @throws SupersededException if a save found that a newer attempt has begun
   */
  public SaveReport awaitIdle(Duration longest) throws SupersededException, InterruptedException {
    settle(longest);
    return report(running.isPresent() ? SaveReport.Outcome.BUSY : SaveReport.Outcome.IDLE);
  }

  /**
   * Waits for the save in flight up to the bound, then gives it up and waits as long once more for
   * its thread. Call {@link #awaitIdle} before to learn how it ended.
   */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        writer.shutdownNow();
        if (!writer.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("A checkpoint is still being written, though it was given up.");
        }
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void settle(Duration longest) throws SupersededException, InterruptedException {
    if (running.isEmpty()) {
      return;
    }
    long step = running.get().step();
    try {
      running.get().result().get(longest.toMillis(), TimeUnit.MILLISECONDS);
      running = Optional.empty();
      saved++;
    } catch (TimeoutException e) {
      // Still being written: the caller decides by running.
    } catch (ExecutionException e) {
      running = Optional.empty();
      if (e.getCause() instanceof SupersededException superseded) {
        throw superseded;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      failed++;
      warning =
          Optional.of(
              "the checkpoint of step %d could not be written (%d failed so far): %s"
                  .formatted(step, failed, describe(e.getCause())));
    }
  }

  private SaveReport report(SaveReport.Outcome outcome) {
    SaveReport report = new SaveReport(outcome, warning, saved, failed, skipped);
    warning = Optional.empty();
    return report;
  }

  private static String describe(Throwable cause) {
    return cause.getClass().getSimpleName()
        + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
  }
}
