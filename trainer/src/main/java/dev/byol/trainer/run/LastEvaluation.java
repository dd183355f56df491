package dev.byol.trainer.run;

import dev.byol.trainer.telemetry.Figures;
import java.util.Optional;

/**
 * What is measured after the last step.
 *
 * @param now figures of the encoder
 * @param untrained figures of the encoder before the first step
 * @param rawPixels figures of the pixels themselves
 * @param protocol the reference's linear evaluation as a sentence, if it was made
 */
record LastEvaluation(
    Figures now, Figures untrained, Figures rawPixels, Optional<String> protocol) {
  /** Nothing is measured. */
  static final LastEvaluation NONE =
      new LastEvaluation(Figures.NONE, Figures.NONE, Figures.NONE, Optional.empty());
}
