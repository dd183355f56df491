package dev.byol.trainer.telemetry.lease;

import dev.byol.api.channel.WorkerWait;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator what a worker other than rank 0 waits for, as a store that refuses it alone:
 * an annotation of the experiment's Lease. All those that wait share it, so one that finds
 * another's there leaves it, and looks again. Nothing is sent while nothing is waited for.
 */
public final class WaitChannel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WaitChannel.class);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  private final LeaseClient client;
  private final int rank;
  private final ProgressBoard board;
  private final Duration interval;
  private final Semaphore news = new Semaphore(0);
  private final SplittableRandom random = new SplittableRandom();
  private final Thread thread = new Thread(this::talk, "waits");
  private volatile boolean closing;
  private boolean mayBeOurs;
  private boolean failed;

  /**
   * Begins to watch the board.
   *
   * @param holder name of this pod
   * @param rank of this worker, at least 1
   * @param board what is told
   * @param interval between two looks while something is waited for
   * @return the channel; the caller closes it
   */
  public static WaitChannel open(
      ServiceAccount account,
      LeaseAddress lease,
      String holder,
      int rank,
      ProgressBoard board,
      Duration interval) {
    var client = new LeaseClient(account, lease, holder, LONGEST_ANSWER, Clock.systemUTC());
    var channel = new WaitChannel(client, rank, board, interval);
    board.onNews(channel.news::release);
    channel.thread.setDaemon(true);
    channel.thread.start();
    return channel;
  }

  private WaitChannel(LeaseClient client, int rank, ProgressBoard board, Duration interval) {
    this.client = client;
    this.rank = rank;
    this.board = board;
    this.interval = interval;
  }

  /** Takes back what it told, within a bound, and ends. Safe to call twice. */
  @Override
  public void close() {
    closing = true;
    news.release();
    try {
      thread.join(LONGEST_ANSWER.multipliedBy(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }

  private void talk() {
    try {
      while (!closing) {
        boolean looksAgain = look(waiting());
        if (looksAgain) {
          news.tryAcquire(pause().toNanos(), TimeUnit.NANOSECONDS);
        } else {
          news.acquire();
        }
        news.drainPermits();
      }
      look(Optional.empty());
    } catch (InterruptedException e) {
      // Closed by somebody who has waited long enough.
    }
  }

  private Optional<WorkerWait> waiting() {
    var now = board.progress();
    return Optional.ofNullable(now.waiting())
        .map(waiting -> new WorkerWait(now.attempt(), rank, waiting));
  }

  /** Whether there is reason to look again without news. */
  private boolean look(Optional<WorkerWait> wait) throws InterruptedException {
    if (wait.isEmpty() && !mayBeOurs) {
      return false;
    }
    try {
      Optional<WorkerWait> told = client.waiting();
      boolean isOurs = told.filter(it -> it.rank() == rank).isPresent();
      boolean isAnothers =
          told.filter(it -> it.rank() != rank)
              .filter(it -> it.attempt() >= board.progress().attempt())
              .isPresent();
      if (wait.isPresent() ? !isAnothers && !told.equals(wait) : isOurs) {
        mayBeOurs = true;
        client.tell(wait);
      }
      mayBeOurs = wait.isPresent() && mayBeOurs;
      failed = false;
    } catch (IOException | RuntimeException e) {
      if (!failed) {
        LOG.warn("What this worker waits for is not told to the operator: {}.", e.getMessage());
      }
      failed = true;
    }
    return wait.isPresent() || mayBeOurs;
  }

  /** A little less than the interval, by chance, so that those who wait do not all look at once. */
  private Duration pause() {
    return interval.multipliedBy(random.nextInt(60, 101)).dividedBy(100);
  }
}
