package dev.byol.trainer.collective.linked;

import dev.byol.trainer.collective.Bounds;
import java.time.Duration;

/**
 * Who a rank is in the generation that it has joined.
 *
 * @param rank index of this member, 0 to {@code worldSize - 1}
 * @param worldSize number of members, at least 2
 * @param generation number of the generation, the same on all members
 * @param failureDetection a stopped or vanished peer is noticed within this time
 */
public record Membership(int rank, int worldSize, long generation, Duration failureDetection) {

  public Membership {
    Bounds.of(failureDetection);
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          "rank " + rank + " is out of range; use 0 to " + (worldSize - 1) + ".");
    }
  }
}
