package dev.byol.trainer.data;

/** Shares out positions over ranks. */
public final class Shares {
  private Shares() {}

  /**
   * The share of {@code rank} when {@code total} positions are cut into {@code worldSize}
   * contiguous shares in rank order. Sizes differ by at most one, the larger ones first.
   *
   * @param total at least 0; with fewer than {@code worldSize} the last ranks get nothing
   * @param worldSize at least 1
   * @param rank 0 to {@code worldSize - 1}
   */
  public static Share of(int total, int worldSize, int rank) {
    if (total < 0 || worldSize < 1 || rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          "no share of %d for rank %d of %d".formatted(total, rank, worldSize));
    }
    int each = total / worldSize;
    int larger = total % worldSize;
    return new Share(rank * each + Math.min(rank, larger), each + (rank < larger ? 1 : 0));
  }
}
