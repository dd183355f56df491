package dev.byol.trainer.collective.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ranks that will be blamed if nothing better is known in time: those behind a closed data link,
 * and those that have left while others may still need them. Used by the control thread only.
 */
final class Suspicions {

  private static final String LEFT = "left the generation in good order while others needed it";

  private record Suspicion(LostRank verdict, long due) {}

  private final List<Suspicion> pending = new ArrayList<>();
  private final Set<Integer> left = new HashSet<>();

  /**
   * @param due {@link System#nanoTime} from when on the rank is blamed
   */
  void add(LostRank verdict, long due) {
    pending.add(new Suspicion(verdict, due));
  }

  /** A rank has said goodbye; whatever is found about it later, that is why. */
  void addLeft(int rank, long due) {
    left.add(rank);
    add(new LostRank(rank, LEFT), due);
  }

  /** The first that is due. */
  Optional<LostRank> due(long now) {
    return pending.stream()
        .filter(suspicion -> now >= suspicion.due())
        .map(Suspicion::verdict)
        .map(found -> left.contains(found.rank()) ? new LostRank(found.rank(), LEFT) : found)
        .findFirst();
  }

  /** When the next is due, at the latest {@code otherwise}. */
  long next(long otherwise) {
    return pending.stream().mapToLong(Suspicion::due).reduce(otherwise, Math::min);
  }

  /** The verdict is known. */
  void clear() {
    pending.clear();
  }
}
