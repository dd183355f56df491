package dev.byol.trainer.checkpoint.spool;

import dev.byol.trainer.checkpoint.SupersededException;
import dev.byol.trainer.storage.LoudWait;
import dev.byol.trainer.storage.Pauses;
import dev.byol.trainer.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code checkpoint-spool}, which brings the spool over again and again: with waits that
 * double while the store is away.
 */
final class SpoolCarrier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolCarrier.class);
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

  /** Milliseconds between two looks into the spool. */
  private static final long LONGEST_LOOK = 200;

  private final Spool spool;
  private final SpoolTransfer transfer;
  private final Pauses pauses;
  private final LoudWait loud;
  private final Thread thread = new Thread(this::carry, "checkpoint-spool");
  private Throwable ended;
  private IOException lastFailure;
  private boolean woken;
  private boolean closed;

  /**
   * Does nothing before it is woken.
   *
   * @param pauses between two tries
   * @param loud tells for how long the store has taken nothing
   */
  SpoolCarrier(Spool spool, SpoolTransfer transfer, Pauses pauses, LoudWait loud) {
    this.spool = spool;
    this.transfer = transfer;
    this.pauses = pauses;
    this.loud = loud;
    thread.setDaemon(true);
  }

  /** There is something in the spool. */
  synchronized void wake() {
    if (thread.getState() == Thread.State.NEW && !closed) {
      thread.start();
    }
    woken = true;
    notifyAll();
  }

  /**
   * Tells what has ended the carrying, to whoever counts on it.
   *
   * @throws SupersededException if a newer attempt has begun
   * @throws IllegalStateException if it ended by a mistake of ours
   */
  synchronized void requireAlive() throws SupersededException {
    if (ended instanceof SupersededException superseded) {
      throw superseded;
    }
    if (ended instanceof Error error) {
      throw error;
    }
    if (ended != null) {
      throw new IllegalStateException("checkpoints are no longer brought over: " + ended, ended);
    }
  }

  /** Why the store took nothing the last time; empty if it did, or was not asked yet. */
  synchronized Optional<IOException> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /**
   * Waits until nothing is in the spool.
   *
   * @return whether that came true in time
   */
  synchronized boolean awaitEmpty(Duration longest) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!spool.isEmpty()) {
      requireAlive();
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(Math.min(LONGEST_LOOK, 1 + left / 1_000_000));
    }
    return true;
  }

  private void carry() {
    try {
      while (goesOn()) {
        try {
          transfer.run();
          pauses.reset();
          failed(null);
          if (spool.isEmpty()) {
            loud.isOver("The store takes checkpoints again");
          }
        } catch (SupersededException e) {
          throw e;
        } catch (IOException e) {
          failed(e);
          tell(e);
        }
        rest(pauses.next().toMillis());
      }
    } catch (InterruptedException e) {
      // Closed; what is in the spool is brought over by the next process.
      Thread.currentThread().interrupt();
    } catch (SupersededException e) {
      end(e);
    } catch (RuntimeException | Error e) {
      // Nobody else would see it: the next who counts on this thread is told.
      LOG.error("Checkpoints in {} are no longer brought over.", spool.describe(), e);
      end(e);
    }
  }

  private synchronized void rest(long millis) throws InterruptedException {
    // For those who wait for an empty spool.
    notifyAll();
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0 && !woken && !closed; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  private void tell(IOException reason) {
    if (closed()) {
      return;
    }
    loud.goesOn(
        "Checkpoints are kept in %s until the store %s, and the training goes on"
            .formatted(
                spool.describe(),
                StorageException.isRefusal(reason) ? "accepts us again" : "takes them"),
        reason);
  }

  private synchronized boolean closed() {
    return closed;
  }

  private synchronized void failed(IOException reason) {
    lastFailure = reason;
  }

  private synchronized void end(Throwable reason) {
    ended = reason;
    notifyAll();
  }

  private synchronized boolean goesOn() {
    woken = false;
    return !closed;
  }

  /** What is in the spool stays. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
    try {
      thread.join(CLOSE_BOUND.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
