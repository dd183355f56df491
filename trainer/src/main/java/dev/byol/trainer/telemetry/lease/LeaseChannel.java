package dev.byol.trainer.telemetry.lease;

import dev.byol.api.channel.Control;
import dev.byol.trainer.telemetry.Orders;
import dev.byol.trainer.telemetry.ProgressBoard;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Talks to the operator by the experiment's Lease: a thread of its own renews it, tells the
 * progress, and hears the control. When the API server is away the thread tries on, with pauses
 * that grow and vary, and the run does not notice.
 */
public final class LeaseChannel implements Orders, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseChannel.class);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
  private static final int LAST_TRIES = 3;
  private static final int PAUSES_TO_DOUBLE = 3;

  private final LeaseClient client;
  private final long attempt;
  private final Duration interval;
  private final Consumer<String> dumps;
  private final ProgressBoard board;
  private final Semaphore news = new Semaphore(0);
  private final SplittableRandom random = new SplittableRandom();
  private final Thread thread = new Thread(this::talk, "lease");
  private volatile Control heard;
  private volatile long supersededBy;
  private volatile boolean closing;
  private int failures;

  /**
   * Begins to renew.
   *
   * @param holder name of this pod
   * @param attempt number of this attempt, at least 1
   * @param board what is told
   * @param interval between two renewals
   * @param dumps gets the stacks of all threads when the operator asks for them
   * @return the channel; the caller closes it
   */
  public static LeaseChannel open(
      ServiceAccount account,
      LeaseAddress lease,
      String holder,
      long attempt,
      ProgressBoard board,
      Duration interval,
      Consumer<String> dumps) {
    LeaseClient client =
        new LeaseClient(account, lease, holder + "/a" + attempt, LONGEST_ANSWER, Clock.systemUTC());
    LeaseChannel channel = new LeaseChannel(client, attempt, board, interval, dumps);
    board.onNews(channel.news::release);
    channel.thread.setDaemon(true);
    channel.thread.start();
    return channel;
  }

  private LeaseChannel(
      LeaseClient client,
      long attempt,
      ProgressBoard board,
      Duration interval,
      Consumer<String> dumps) {
    this.client = client;
    this.attempt = attempt;
    this.interval = interval;
    this.dumps = dumps;
    this.board = board;
  }

  @Override
  public Optional<Control> control() {
    return Optional.ofNullable(heard);
  }

  @Override
  public OptionalLong supersededBy() {
    return supersededBy > 0 ? OptionalLong.of(supersededBy) : OptionalLong.empty();
  }

  /** Tells the newest progress, within a bound, and ends. Safe to call twice. */
  @Override
  public void close() {
    closing = true;
    news.release();
    try {
      thread.join(LONGEST_ANSWER.multipliedBy(LAST_TRIES + 1).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }

  private void talk() {
    try {
      while (!closing) {
        renew();
        // News that comes while we wait is told at once; what came before has just been told.
        if (news.tryAcquire(pause().toNanos(), TimeUnit.NANOSECONDS)) {
          news.drainPermits();
        }
      }
      for (int tries = 0; tries < LAST_TRIES && !renew(); tries++) {
        TimeUnit.NANOSECONDS.sleep(pause().toNanos() / LAST_TRIES);
      }
    } catch (InterruptedException e) {
      // Closed by somebody who has waited long enough.
    }
  }

  /** Whether it was heard. */
  private boolean renew() throws InterruptedException {
    try {
      Optional<Control> control = client.renew(board.progress());
      if (failures > 0) {
        LOG.info("The Lease is renewed again, after {} failed attempts.", failures);
      }
      failures = 0;
      control.ifPresent(this::hear);
      return true;
    } catch (IOException | RuntimeException e) {
      if (failures++ == 0) {
        LOG.warn(
            "The Lease could not be renewed: {}; training goes on, and the next attempt follows.",
            words(e));
      }
      return false;
    }
  }

  private void hear(Control control) {
    if (control.attempt() > attempt) {
      supersededBy = control.attempt();
      return;
    }
    boolean known = heard != null && control.generation() <= heard.generation();
    if (control.attempt() < attempt || known) {
      return;
    }
    heard = control;
    if (control.action() == Control.Action.DUMP) {
      // Here, and not by the run, which may be what hangs.
      dumps.accept(StackDump.take());
      board.acknowledged(control.generation());
    }
  }

  /** An interval, or after failures less at first; always a little less, by chance. */
  private Duration pause() {
    Duration longest = interval;
    if (failures > 0 && failures <= PAUSES_TO_DOUBLE) {
      longest = interval.dividedBy(1L << (PAUSES_TO_DOUBLE + 1 - failures));
    }
    return longest.multipliedBy(random.nextInt(80, 101)).dividedBy(100);
  }

  private static String words(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
