package dev.byol.trainer.collective;

import java.time.Duration;

/**
 * Every time limit of the package, derived from the one setting D = {@code failureDetection}.
 *
 * <p>A peer that stops right after a beat is judged silent 3D/4 later, looked at every D/16 at
 * least; the push to the other ranks takes one message each: together less than D.
 *
 * @param failureDetection D
 * @param heartbeatInterval D/8: six beats may be late before a peer counts as silent
 * @param silenceLimit 3D/4 without any control message: the peer is lost
 * @param settle D/16 that a closed data link waits for the coordinator's better knowledge (who was
 *     lost <em>first</em>), before the rank behind that link is blamed
 * @param verdictWait D/4 for the coordinator's answer to such a report
 * @param midFrame D without a byte in the middle of a frame, whose sender cannot be computing
 * @param closeGrace D/4 for the last control messages on close
 * @param handshake D for one peer to prove that it holds the key, and for one connection attempt
 * @param mesh 6D for the links among all members, once all are present
 * @param rendezvous 60D for all members to arrive, but no less than {@link #ARRIVAL}: how long pods
 *     take to start has nothing to do with D
 * @param stall 360D without progress in one operation, though all peers beat, but no less than
 *     {@link #LONGEST_WORK}: some rank waits for something that never comes, or is evaluating
 * @param firstRetry D/50, the first pause between connection attempts; doubles, with jitter
 * @param longestRetry D/4, the longest
 */
public record Bounds(
    Duration failureDetection,
    Duration heartbeatInterval,
    Duration silenceLimit,
    Duration settle,
    Duration verdictWait,
    Duration midFrame,
    Duration closeGrace,
    Duration handshake,
    Duration mesh,
    Duration rendezvous,
    Duration stall,
    Duration firstRetry,
    Duration longestRetry) {

  /** Shortest failure detection accepted. */
  public static final Duration SHORTEST = Duration.ofMillis(50);

  /** Longest failure detection accepted. */
  public static final Duration LONGEST = Duration.ofHours(1);

  /** What members are given to arrive, at least. */
  public static final Duration ARRIVAL = Duration.ofMinutes(30);

  /** What a rank may do alone while the others wait for it, as the last evaluation, at least. */
  public static final Duration LONGEST_WORK = Duration.ofHours(3);

  /** From here on D is a user's; shorter ones are for tests, whose other bounds are short too. */
  private static final Duration OF_USERS = Duration.ofSeconds(1);

  /** A good failure detection on machines that are now and then busy with something else. */
  public static final Duration DEFAULT_FAILURE_DETECTION = Duration.ofSeconds(10);

  /** Derives all bounds from D, {@link #SHORTEST} to {@link #LONGEST}. */
  public static Bounds of(Duration d) {
    if (d.compareTo(SHORTEST) < 0 || d.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "failureDetection " + d + " is out of range; use " + SHORTEST + " to " + LONGEST + ".");
    }
    return new Bounds(
        d,
        d.dividedBy(8),
        d.multipliedBy(3).dividedBy(4),
        d.dividedBy(16),
        d.dividedBy(4),
        d,
        d.dividedBy(4),
        d,
        d.multipliedBy(6),
        atLeast(ARRIVAL, d, 60),
        atLeast(LONGEST_WORK, d, 360),
        d.dividedBy(50),
        d.dividedBy(4));
  }

  private static Duration atLeast(Duration least, Duration d, int times) {
    Duration derived = d.multipliedBy(times);
    return d.compareTo(OF_USERS) < 0 || derived.compareTo(least) > 0 ? derived : least;
  }
}
