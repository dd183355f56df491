package dev.byol.trainer.collective.link;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who is linked with whom: each rank with those at distance 1, 2, 4, … on the ring of all ranks.
 * That is what the ring (distance 1), recursive doubling with its fold of the ranks beyond a power
 * of two, the broadcast tree from any root, the dissemination barrier and Bruck's all-gather need,
 * with about 2 log2(N) links a rank.
 */
public final class Topology {

  private Topology() {}

  /** The ranks that {@code rank} is linked with, ascending. */
  public static SortedSet<Integer> neighbours(int rank, int worldSize) {
    SortedSet<Integer> neighbours = new TreeSet<>();
    for (int distance = 1; distance < worldSize; distance *= 2) {
      neighbours.add(at(rank, distance, worldSize));
      neighbours.add(at(rank, -distance, worldSize));
    }
    return neighbours;
  }

  /** The rank {@code distance} further on the ring. */
  public static int at(int rank, int distance, int worldSize) {
    return Math.floorMod(rank + distance, worldSize);
  }
}
