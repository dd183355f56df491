package dev.byol.trainer.checkpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code checkpoint-spool}, which brings the spool over again and again: with waits that
 * double while the store is away.
 */
final class SpoolCarrier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolCarrier.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

  /** Milliseconds between two looks into the spool. */
  private static final long LONGEST_LOOK = 200;

  private final Spool spool;
  private final SpoolTransfer transfer;
  private final Duration firstPause;
  private final Thread thread = new Thread(this::carry, "checkpoint-spool");
  private SupersededException superseded;
  private boolean woken;
  private boolean closed;

  /** Does nothing before it is woken. */
  SpoolCarrier(Spool spool, SpoolTransfer transfer, Duration firstPause) {
    this.spool = spool;
    this.transfer = transfer;
    this.firstPause = firstPause;
    thread.setDaemon(true);
  }

  /** There is something in the spool. */
  synchronized void wake() {
    if (!thread.isAlive() && !closed) {
      thread.start();
    }
    woken = true;
    notifyAll();
  }

  /** Tells once more what has ended the carrying. */
  synchronized void requireNotSuperseded() throws SupersededException {
    if (superseded != null) {
      throw superseded;
    }
  }

  /**
   * Waits until nothing is in the spool.
   *
   * @return whether that came true in time
   */
  synchronized boolean awaitEmpty(Duration longest) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!spool.isEmpty()) {
      requireNotSuperseded();
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(Math.min(LONGEST_LOOK, 1 + left / 1_000_000));
    }
    return true;
  }

  private void carry() {
    Duration pause = firstPause;
    try {
      while (goesOn()) {
        try {
          transfer.run();
          pause = firstPause;
        } catch (SupersededException e) {
          end(e);
          return;
        } catch (IOException e) {
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
          LOG.info("The spool is not brought over yet: {}", e.getMessage());
        }
        rest(pause.toMillis());
      }
    } catch (InterruptedException e) {
      // Closed; what is in the spool is brought over by the next process.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void rest(long millis) throws InterruptedException {
    // For those who wait for an empty spool.
    notifyAll();
    long drawn = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1) + 1;
    long end = System.nanoTime() + drawn * 1_000_000;
    for (long left = drawn; left > 0 && !woken && !closed; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  private synchronized void end(SupersededException reason) {
    superseded = reason;
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
