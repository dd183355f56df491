package dev.byol.trainer.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says that something is waited for: at once, then at intervals that double from a minute to an
 * hour, and again when it is over. May be used from several threads.
 */
public final class LoudWait {
  private static final Duration FIRST_INTERVAL = Duration.ofMinutes(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

  private final Consumer<String> say;
  private final Waits waits;
  private final LongSupplier nanoTime;
  private boolean isWaiting;
  private long begun;
  private long nextWord;
  private Duration interval = FIRST_INTERVAL;

  /**
   * @param say takes whole sentences, for a person
   * @param waits is told too
   * @param nanoTime {@link System#nanoTime}
   */
  public LoudWait(Consumer<String> say, Waits waits, LongSupplier nanoTime) {
    this.say = say;
    this.waits = waits;
    this.nanoTime = nanoTime;
  }

  /**
   * It is not fixed yet.
   *
   * @param what is waited for, or done meanwhile: a clause without full stop
   * @param reason in its own words
   */
  public synchronized void goesOn(String what, IOException reason) {
    long now = nanoTime.getAsLong();
    if (!isWaiting) {
      isWaiting = true;
      begun = now;
      nextWord = now;
      interval = FIRST_INTERVAL;
    }
    if (now >= nextWord) {
      say.accept("%s%s: %s".formatted(what, since(now), reason.getMessage()));
      nextWord = now + interval.toNanos();
      Duration longer = interval.multipliedBy(2);
      interval = longer.compareTo(LONGEST_INTERVAL) < 0 ? longer : LONGEST_INTERVAL;
    }
    waits.waiting(this, reason);
  }

  /**
   * It is fixed; nothing is said if nothing was waited for.
   *
   * @param what is so again: a clause without full stop
   */
  public synchronized void isOver(String what) {
    if (!isWaiting) {
      return;
    }
    isWaiting = false;
    say.accept("%s, after %s.".formatted(what, words(nanoTime.getAsLong() - begun)));
    waits.over(this);
  }

  private String since(long now) {
    return now - begun < FIRST_INTERVAL.toNanos() ? "" : ", for " + words(now - begun) + " now";
  }

  private static String words(long nanos) {
    long seconds = Duration.ofNanos(nanos).toSeconds();
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }
}
