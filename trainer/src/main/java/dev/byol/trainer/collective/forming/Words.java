package dev.byol.trainer.collective.forming;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How ranks and times read in a sentence. */
final class Words {

  private static final int MOST_RANKS = 10;

  private Words() {}

  /** For example {@code 2.5}. */
  static String seconds(Duration duration) {
    return String.valueOf(duration.toMillis() / 1000.0);
  }

  /** For example {@code ranks 1, 3}; the first ten of many. */
  static String ranks(Set<Integer> ranks) {
    String list =
        new TreeSet<>(ranks)
            .stream().limit(MOST_RANKS).map(String::valueOf).collect(Collectors.joining(", "));
    return (ranks.size() == 1 ? "rank " : "ranks ")
        + list
        + (ranks.size() > MOST_RANKS ? ", …" : "");
  }
}
