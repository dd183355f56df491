package dev.byol.trainer.telemetry;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a warning when the {@link CollapseAlarm} is raised, and a line when it clears. */
public final class CollapseWarning implements StepListener {
  private static final Logger log = LoggerFactory.getLogger(CollapseWarning.class);

  private CollapseAlarm alarm;

  /**
   * @param dimensions length of a projection
   */
  public CollapseWarning(int dimensions) {
    alarm = CollapseAlarm.quiet(dimensions);
  }

  @Override
  public void onStep(StepRecord step) {
    if (step.embeddingStd().isEmpty()) {
      return;
    }
    double std = step.embeddingStd().getAsDouble();
    CollapseAlarm next = alarm.next(std);
    if (next.raised() && !alarm.raised()) {
      log.warn(
          String.format(
              Locale.ROOT,
              "The projections look collapsed at step %d: embedding std %.5f has stayed below %.5f"
                  + " (0.25/sqrt(%d)) for %d measurements; lower the learning rate, lengthen the"
                  + " warm-up, raise the base target decay or the batch.",
              step.step(),
              std,
              alarm.threshold(),
              alarm.dimensions(),
              CollapseAlarm.RAISE_AFTER));
    } else if (!next.raised() && alarm.raised()) {
      log.info("The projections have spread again at step {}: embedding std {}.", step.step(), std);
    }
    alarm = next;
  }

  @Override
  public void close() {}
}
