package dev.byol.trainer.augment;

/**
 * The numbered random draws of one view. Each transform owns its numbers, whether or not it is
 * applied, so a change of one strength or probability leaves every other draw as it was.
 *
 * <p>The numbers are part of what a seed means: add new draws at the end and never renumber.
 */
public enum Draw {
  CROP_AREA(0),
  CROP_RATIO(1),
  CROP_LEFT(2),
  CROP_TOP(3),
  FLIP(4),
  VERTICAL_FLIP(5),
  JITTER(6),
  JITTER_ORDER(7),
  BRIGHTNESS(8),
  CONTRAST(9),
  SATURATION(10),
  HUE(11),
  GREY(12),
  BLUR(13),
  BLUR_SIGMA(14),
  SOLARIZE(15);

  private final int number;

  Draw(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
