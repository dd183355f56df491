package dev.byol.trainer.run;

import dev.byol.trainer.telemetry.StepListener;
import java.io.IOException;
import java.util.List;

/** Makes the listeners of a run, once it is known where the run begins. */
@FunctionalInterface
public interface Reporting {
  /** Nobody listens. */
  Reporting NONE = (nextStep, dimensions) -> StepListener.all(List.of());

  /**
   * Begins to report.
   *
   * @param nextStep the step that the run does next, 0 for a fresh run
   * @param projectionDimensions length of a projection
   * @return who is to be told; the caller closes it, before it prints a summary
   * @throws IOException when a file cannot be opened
   */
  StepListener begin(long nextStep, int projectionDimensions) throws IOException;
}
