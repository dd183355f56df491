package dev.byol.trainer.augment;

/** The four parts of colour jitter, in the order of the reference's codes. */
public enum JitterStep {
  BRIGHTNESS,
  CONTRAST,
  SATURATION,
  HUE
}
