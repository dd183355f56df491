package dev.byol.operator.decide;

import dev.byol.operator.observe.Observation;
import java.time.Duration;

/**
 * Draws apart what many experiments would do at once after something that befell them all: the more
 * attempts failed in the last minute, the longer the time over which their ends and new attempts
 * are spread. One that fails alone waits for nobody. The same observation gives the same share.
 */
final class RetrySpread {
  /** New attempts that cluster and storage are asked to take up in a second. */
  static final int A_SECOND = 10;

  private static final Duration LONGEST = Duration.ofMinutes(5);

  private RetrySpread() {}

  /** How much later than it could an attempt is to end, or the next one to begin. */
  static Duration of(Observation seen, long attempt) {
    if (seen.recentFailures() <= 1) {
      return Duration.ZERO;
    }
    var window = Duration.ofMillis(1000L * seen.recentFailures() / A_SECOND);
    long most = (window.compareTo(LONGEST) > 0 ? LONGEST : window).toMillis();
    return Duration.ofMillis(Math.floorMod(mixed(seen.owner().uid(), attempt), most));
  }

  /** The finisher of splitmix64: all bits of the hash count. */
  private static long mixed(String uid, long attempt) {
    long z = uid.hashCode() + 0x9e3779b97f4a7c15L * (attempt + 1);
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
