package dev.byol.trainer.checkpoint.store;

/**
 * How long work has to rest so that it takes no more than a share of processor time. What was not
 * used is not saved up: after a slow stretch there is no burst. Pure; used by one thread.
 */
final class ProcessorBudget {
  private final double share;
  private long spent;
  private long paidUntil;

  /**
   * @param share processor time that may be used in a time, such as 0.04 s a second; above 0
   * @param now nanoseconds of any clock that does not go back
   * @param spent processor time so far, in nanoseconds
   */
  ProcessorBudget(double share, long now, long spent) {
    if (!(share > 0)) {
      throw new IllegalArgumentException(
          "the share of processor time is %s; it must be above 0".formatted(share));
    }
    this.share = share;
    forgive(now, spent);
  }

  /** How many nanoseconds it has to rest at {@code now}, having used {@code spent} so far. */
  long owed(long now, long spent) {
    paidUntil = Math.max(now, paidUntil + (long) ((spent - this.spent) / share));
    this.spent = spent;
    return paidUntil - now;
  }

  /** Nothing is owed for what was used so far. */
  void forgive(long now, long spent) {
    this.spent = spent;
    this.paidUntil = now;
  }
}
