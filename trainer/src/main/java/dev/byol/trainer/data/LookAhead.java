package dev.byol.trainer.data;

import java.util.function.IntConsumer;

/** Tells of the pictures that come after the one in hand, each once. Used by several threads. */
final class LookAhead {
  /**
   * Enough to hide 20 ms of a store behind pictures that take 1 ms to prepare, several times over.
   */
  private static final int PICTURES = 96;

  private final BatchPlan plan;
  private long step;
  private int next;
  private long told;
  private long inHand;

  LookAhead(BatchPlan plan, long firstStep) {
    this.plan = plan;
    this.step = firstStep;
  }

  /**
   * Picture {@code i} of {@code ofStep} is in hand; every call is of another picture.
   *
   * @param willNeed is told of those after it that were not told before
   */
  synchronized void upTo(long ofStep, int i, IntConsumer willNeed) {
    inHand++;
    while (told < inHand + PICTURES && plan.count(step) > 0) {
      if (ofStep < step || (ofStep == step && i < next)) {
        willNeed.accept(plan.picture(step, next));
      }
      told++;
      if (++next == plan.count(step)) {
        next = 0;
        step++;
      }
    }
  }
}
