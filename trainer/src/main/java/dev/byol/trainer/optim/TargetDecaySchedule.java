package dev.byol.trainer.optim;

/**
 * The target decay tau of a step: {@code target = tau * target + (1 - tau) * online}, applied after
 * the optimiser's update, with the new online weights.
 *
 * <p>Source: BYOL paper section 3.1, reference {@code utils/schedules.py: target_ema}; computed in
 * double.
 */
public sealed interface TargetDecaySchedule {
  /**
   * Tau of update {@code step}.
   *
   * @param step index of the update, from 0, before it is counted
   * @param totalSteps steps of the whole run, at least 1
   * @return a number in [0, 1]
   */
  double at(long step, long totalSteps);

  /** The reference's schedule: from {@code baseTargetDecay} at step 0 to 1 at the end. */
  static TargetDecaySchedule cosine(double baseTargetDecay) {
    return new Cosine(baseTargetDecay);
  }

  /** The same tau at every step (1: a frozen target; 0: the target is the online network). */
  static TargetDecaySchedule constant(double targetDecay) {
    return new Constant(targetDecay);
  }

  /**
   * {@code 1 - (1 - base) * (1 + cos(pi * step / total)) / 2}.
   *
   * @param baseTargetDecay tau of step 0, in [0, 1]
   */
  record Cosine(double baseTargetDecay) implements TargetDecaySchedule {
    public Cosine {
      requireDecay("base target decay", baseTargetDecay);
    }

    @Override
    public double at(long step, long totalSteps) {
      requireTotal(totalSteps);
      return 1 - (1 - baseTargetDecay) * CosineDecay.at(step, totalSteps);
    }
  }

  /**
   * One tau for the whole run.
   *
   * @param targetDecay in [0, 1]
   */
  record Constant(double targetDecay) implements TargetDecaySchedule {
    public Constant {
      requireDecay("target decay", targetDecay);
    }

    @Override
    public double at(long step, long totalSteps) {
      CosineDecay.requireStep(step);
      requireTotal(totalSteps);
      return targetDecay;
    }
  }

  private static void requireTotal(long totalSteps) {
    if (totalSteps < 1) {
      throw new IllegalArgumentException(
          "total steps are %d; a run has at least 1".formatted(totalSteps));
    }
  }

  private static void requireDecay(String what, double decay) {
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("%s is %s; it must be in [0, 1]".formatted(what, decay));
    }
  }
}
