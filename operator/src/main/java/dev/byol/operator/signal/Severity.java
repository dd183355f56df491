package dev.byol.operator.signal;

/** How bad it is what an event tells. */
public enum Severity {
  /** All is well. */
  NORMAL,
  /** Somebody should look. */
  WARNING
}
