package dev.byol.trainer.collective.link;

/**
 * Why a generation ended.
 *
 * @param rank the rank to blame
 * @param why what happened to it, to be read after "rank N": {@code closed its connection}
 */
public record LostRank(int rank, String why) {

  /** Longest reason that travels, in characters; the rest is cut. */
  static final int MAX_WHY = 240;

  public LostRank {
    if (why.isBlank()) {
      why = "gave up without a reason";
    }
    if (why.length() > MAX_WHY) {
      why = why.substring(0, MAX_WHY - 1) + "…";
    }
  }
}
