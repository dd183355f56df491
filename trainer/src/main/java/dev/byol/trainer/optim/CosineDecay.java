package dev.byol.trainer.optim;

/**
 * Half a cosine from 1 at step 0 to 0 at {@code totalSteps}, and 0 from there on.
 *
 * <p>Source: reference {@code utils/schedules.py: _cosine_decay}. The reference divides by zero
 * when {@code totalSteps} is 0; here the decay has then ended.
 */
final class CosineDecay {
  private CosineDecay() {}

  static double at(long step, long totalSteps) {
    requireStep(step);
    if (step >= totalSteps) {
      return 0;
    }
    return 0.5 * (1 + Math.cos(Math.PI * step / totalSteps));
  }

  static void requireStep(long step) {
    if (step < 0) {
      throw new IllegalArgumentException(
          "step is %d; steps count from 0, the first update of the run".formatted(step));
    }
  }
}
