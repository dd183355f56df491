package dev.byol.trainer.augment;

/**
 * How strongly and how often a view is changed. Defaults are {@code augment_config} of
 * augmentations.py and the crop of dataset.py; blur sigma (0.1 to 2) and the solarize threshold
 * (0.5) are fixed.
 *
 * @param cropAreaMin smallest crop over the picture's area, (0, 1]; 1 means no crop at all
 * @param cropAreaMax largest, from cropAreaMin to 1
 * @param cropRatioMin smallest width over height, over 0
 * @param cropRatioMax largest, from cropRatioMin
 * @param flipProbability mirror left and right, [0, 1]
 * @param verticalFlipProbability mirror top and bottom, [0, 1]; ours, the reference has none
 * @param jitterProbability one coin for all four of brightness, contrast, saturation and hue, [0,
 *     1]
 * @param brightness added value is within plus or minus this, [0, 1]
 * @param contrast factor is within 1 plus or minus this, [0, 1]
 * @param saturation factor is within 1 plus or minus this, [0, 1]
 * @param hue turn is within plus or minus this, in whole turns, [0, 0.5]
 * @param greyProbability [0, 1]
 * @param blurProbability [0, 1]
 * @param solarizeProbability [0, 1]
 */
public record ViewPolicy(
    double cropAreaMin,
    double cropAreaMax,
    double cropRatioMin,
    double cropRatioMax,
    double flipProbability,
    double verticalFlipProbability,
    double jitterProbability,
    double brightness,
    double contrast,
    double saturation,
    double hue,
    double greyProbability,
    double blurProbability,
    double solarizeProbability) {
  static final double BLUR_SIGMA_MIN = 0.1;
  static final double BLUR_SIGMA_MAX = 2.0;

  /**
   * Checks every range.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public ViewPolicy {
    require("cropAreaMin", cropAreaMin, Double.MIN_VALUE, 1);
    require("cropAreaMax", cropAreaMax, cropAreaMin, 1);
    require("cropRatioMin", cropRatioMin, Double.MIN_VALUE, Double.MAX_VALUE);
    require("cropRatioMax", cropRatioMax, cropRatioMin, Double.MAX_VALUE);
    require("flipProbability", flipProbability, 0, 1);
    require("verticalFlipProbability", verticalFlipProbability, 0, 1);
    require("jitterProbability", jitterProbability, 0, 1);
    require("brightness", brightness, 0, 1);
    require("contrast", contrast, 0, 1);
    require("saturation", saturation, 0, 1);
    require("hue", hue, 0, 0.5);
    require("greyProbability", greyProbability, 0, 1);
    require("blurProbability", blurProbability, 0, 1);
    require("solarizeProbability", solarizeProbability, 0, 1);
  }

  /** The reference's first view: always blurred, never solarized. */
  public static ViewPolicy view1() {
    return reference(1.0, 0.0);
  }

  /** The reference's second view: rarely blurred, sometimes solarized. */
  public static ViewPolicy view2() {
    return reference(0.1, 0.2);
  }

  /** The whole picture, resized and otherwise unchanged. */
  public static ViewPolicy identity() {
    return new ViewPolicy(1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static ViewPolicy reference(double blurProbability, double solarizeProbability) {
    return new ViewPolicy(
        0.08,
        1,
        3 / 4.0,
        4 / 3.0,
        0.5,
        0,
        0.8,
        0.4,
        0.4,
        0.2,
        0.1,
        0.2,
        blurProbability,
        solarizeProbability);
  }

  private static void require(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          "view policy: %s is %s, allowed is %s to %s".formatted(name, value, min, max));
    }
  }
}
