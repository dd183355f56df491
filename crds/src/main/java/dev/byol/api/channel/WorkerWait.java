package dev.byol.api.channel;

import java.util.Objects;

/**
 * What another worker than rank 0 waits for that somebody else has to fix, told in {@link
 * LeaseAnnotations#WAIT}. One stands for all that wait: whoever finds another's there leaves it.
 *
 * @param attempt number of the attempt, at least 1
 * @param rank rank of the worker, at least 1
 * @param waiting what it waits for
 */
public record WorkerWait(long attempt, int rank, WaitReport waiting) {
  /** Checks the ranges. */
  public WorkerWait {
    Checks.atLeast(1, "attempt", attempt);
    Checks.atLeast(1, "rank", rank);
    Objects.requireNonNull(waiting, "waiting");
  }

  /** As JSON. */
  public String json() {
    return Messages.write(this);
  }

  /**
   * Reads {@link #json()}, of this version or another.
   *
   * @throws IllegalArgumentException if it is not such a message
   */
  public static WorkerWait parse(String json) {
    return Messages.read(WorkerWait.class, json);
  }
}
