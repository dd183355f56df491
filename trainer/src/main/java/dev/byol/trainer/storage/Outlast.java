package dev.byol.trainer.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Goes on waiting, loudly, when the SDK has given up: for a store that is away, and once work has
 * begun also for one that refuses us, since somebody may renew credentials or rights meanwhile. The
 * calls of all threads are one wait, which is over when none of them waits any more: others may
 * succeed meanwhile, as for another bucket.
 */
public final class Outlast {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final Duration longest;
  private final LoudWait loud;
  private final AtomicInteger waitingCalls = new AtomicInteger();
  private volatile boolean refusalsToo;

  /**
   * @param longest wait of one call; zero: what the SDK gives up fails
   * @param say takes sentences for a person
   */
  public Outlast(Duration longest, Consumer<String> say, Waits waits) {
    this.longest = longest;
    this.loud = new LoudWait(say, waits, System::nanoTime);
  }

  /** Waits for nothing. */
  static Outlast nothing() {
    return new Outlast(Duration.ZERO, sentence -> {}, Waits.NONE);
  }

  /** From now on refusals are waited for too: what was once allowed was not a wrong setting. */
  void refusalsToo() {
    refusalsToo = true;
  }

  /** A call, made as often as it takes. */
  interface Attempt<T> {
    T make() throws IOException;
  }

  <T> T call(Attempt<T> attempt) throws IOException {
    long deadline = System.nanoTime() + longest.toNanos();
    T answer;
    try {
      answer = attempt.make();
    } catch (StorageException e) {
      answer = callAgain(attempt, e, deadline);
    }
    if (waitingCalls.get() == 0) {
      loud.isOver("The store serves us again");
    }
    return answer;
  }

  private <T> T callAgain(Attempt<T> attempt, StorageException failure, long deadline)
      throws IOException {
    StorageException last = failure;
    Pauses pauses = new Pauses(within(FIRST_PAUSE), within(LONGEST_PAUSE));
    waitingCalls.incrementAndGet();
    try {
      while (true) {
        if (!isWaitedFor(last) || System.nanoTime() - deadline >= 0) {
          throw last;
        }
        loud.goesOn("The training waits for the store", last);
        pauses.sleep("interrupted while waiting for the store");
        try {
          return attempt.make();
        } catch (StorageException e) {
          last = e;
        }
      }
    } finally {
      waitingCalls.decrementAndGet();
    }
  }

  private boolean isWaitedFor(StorageException failure) {
    return failure.kind() == StorageException.Kind.REFUSED ? refusalsToo : failure.kind().mayMend();
  }

  private Duration within(Duration pause) {
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
