package dev.byol.trainer.telemetry;

import java.util.OptionalDouble;

/** Step records for tests. */
public final class Steps {
  private Steps() {}

  /** A step of a labelled run of {@code total} steps. */
  public static StepRecord step(long step, long total) {
    return new StepRecord(
        step,
        total,
        step / 10,
        3.5 - 0.001 * step,
        OptionalDouble.of(1.25),
        0.2,
        0.9962,
        OptionalDouble.of(0.4142),
        OptionalDouble.of(0.08),
        812.4,
        0.02,
        0.1);
  }

  /** A step of a run without labels whose loss is {@code loss}. */
  public static StepRecord unlabelled(long step, long total, double loss) {
    return new StepRecord(
        step,
        total,
        0,
        loss,
        OptionalDouble.empty(),
        0.00012,
        0.99996,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        3.25,
        0.35,
        0.1);
  }

  /** A step whose embedding std is {@code std}. */
  public static StepRecord withStd(long step, double std) {
    return new StepRecord(
        step,
        1000,
        0,
        1,
        OptionalDouble.empty(),
        0.2,
        0.99,
        OptionalDouble.empty(),
        OptionalDouble.of(std),
        100,
        0,
        0.1);
  }
}
