package dev.byol.trainer.augment;

/**
 * What the draws of one view came to. Values are drawn whether or not their transform is applied.
 *
 * @param crop the part of the picture that is resized
 * @param flip mirror left and right
 * @param verticalFlip mirror top and bottom
 * @param jitter apply the four jitters
 * @param jitterOrder in this order
 * @param brightnessDelta added to every value
 * @param contrastFactor about the mean of each channel
 * @param saturationFactor on the HSV saturation
 * @param hueDelta in whole turns
 * @param grey drop the colours
 * @param blur blur
 * @param blurSigma in pixels of the output
 * @param solarize invert values from 0.5 up
 */
public record ViewParameters(
    CropBox crop,
    boolean flip,
    boolean verticalFlip,
    boolean jitter,
    JitterOrder jitterOrder,
    float brightnessDelta,
    float contrastFactor,
    float saturationFactor,
    float hueDelta,
    boolean grey,
    boolean blur,
    float blurSigma,
    boolean solarize) {

  /** Draws a view of a picture of {@code height} x {@code width} pixels. */
  public static ViewParameters draw(
      ViewPolicy policy, int height, int width, CounterRandom random) {
    return new ViewParameters(
        drawCrop(policy, height, width, random),
        random.happens(Draw.FLIP, policy.flipProbability()),
        random.happens(Draw.VERTICAL_FLIP, policy.verticalFlipProbability()),
        random.happens(Draw.JITTER, policy.jitterProbability()),
        JitterOrder.ALL.get(random.below(Draw.JITTER_ORDER, JitterOrder.ALL.size())),
        random.between(Draw.BRIGHTNESS, -policy.brightness(), policy.brightness()),
        random.between(Draw.CONTRAST, 1 - policy.contrast(), 1 + policy.contrast()),
        random.between(Draw.SATURATION, 1 - policy.saturation(), 1 + policy.saturation()),
        random.between(Draw.HUE, -policy.hue(), policy.hue()),
        random.happens(Draw.GREY, policy.greyProbability()),
        random.happens(Draw.BLUR, policy.blurProbability()),
        random.between(Draw.BLUR_SIGMA, ViewPolicy.BLUR_SIGMA_MIN, ViewPolicy.BLUR_SIGMA_MAX),
        random.happens(Draw.SOLARIZE, policy.solarizeProbability()));
  }

  private static CropBox drawCrop(ViewPolicy policy, int height, int width, CounterRandom random) {
    if (policy.cropAreaMin() == 1) {
      return CropBox.whole(height, width);
    }
    return CropBox.random(
        height,
        width,
        random.between(Draw.CROP_AREA, policy.cropAreaMin(), policy.cropAreaMax()),
        random.between(
            Draw.CROP_RATIO, Math.log(policy.cropRatioMin()), Math.log(policy.cropRatioMax())),
        random.uniform(Draw.CROP_LEFT),
        random.uniform(Draw.CROP_TOP));
  }
}
