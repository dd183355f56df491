package dev.byol.bench;

import dev.byol.trainer.engine.Precision;

/** The number formats whose steps can be measured, with the names that experiments use. */
enum StepPrecision {
  FLOAT32("Float32", Precision.FLOAT32),
  BFLOAT16("BFloat16", Precision.BFLOAT16);

  private final String word;
  private final Precision ofEngine;

  StepPrecision(String word, Precision ofEngine) {
    this.word = word;
    this.ofEngine = ofEngine;
  }

  /** The engine's. */
  Precision ofEngine() {
    return ofEngine;
  }

  @Override
  public String toString() {
    return word;
  }
}
