package dev.byol.operator.observe;

import dev.byol.api.channel.Charge;
import dev.byol.api.channel.EndReason;
import dev.byol.api.status.AttemptStatus;
import dev.byol.api.status.ExperimentStatus;
import java.time.Clock;

/** How many attempts failed lately, over all experiments that this operator runs. */
public final class RecentFailures {
  private static final int SECONDS = 60;

  private final Clock clock;
  private final long[] second = new long[SECONDS];
  private final int[] failed = new int[SECONDS];

  /** No failure has been seen yet. */
  public RecentFailures(Clock clock) {
    this.clock = clock;
  }

  /** Counts what a pass has written: an attempt that was asked to end, or ended, unplanned. */
  public synchronized void observe(ExperimentStatus before, ExperimentStatus now) {
    if (failure(now) && !failure(before)) {
      long at = clock.instant().getEpochSecond();
      int slot = (int) (at % SECONDS);
      failed[slot] = second[slot] == at ? failed[slot] + 1 : 1;
      second[slot] = at;
    }
  }

  /** How many there were in the last minute. */
  public synchronized int lately() {
    long oldest = clock.instant().getEpochSecond() - SECONDS;
    int sum = 0;
    for (int i = 0; i < SECONDS; i++) {
      sum += second[i] > oldest ? failed[i] : 0;
    }
    return sum;
  }

  /** Whether the attempt is one that failed, or is being ended because it did. */
  private static boolean failure(ExperimentStatus status) {
    AttemptStatus attempt = status.attempt();
    if (attempt == null) {
      return false;
    }
    if (attempt.stopReason() != null) {
      return EndReason.of(attempt.stopReason()).charge() != Charge.PLANNED;
    }
    return attempt.endedAt() != null
        && !status.attempts().isEmpty()
        && EndReason.of(status.attempts().get(0).endedBy()).charge() != Charge.PLANNED;
  }
}
