package dev.byol.trainer.nn;

/** How a parameter starts. */
public enum Initialiser {
  /**
   * Standard normal truncated to (-2, 2), times {@code 1 / sqrt(fan_in)}, not rescaled (Haiku's
   * default for Linear and Conv2D).
   */
  TRUNCATED_NORMAL,
  ZEROS,
  ONES
}
