package dev.byol.api.resolved;

/**
 * Strengths and probabilities of one view, as in the reference's {@code
 * byol/utils/augmentations.py}.
 *
 * @param flipProbability left-right flip
 * @param verticalFlipProbability upside-down flip; not in the reference
 * @param jitterProbability colour jitter
 * @param brightness largest amount added or subtracted, pixels being 0 to 1
 * @param contrast half width of the factor's range about 1
 * @param saturation half width of the factor's range about 1
 * @param hue largest turn of the colour wheel, in turns
 * @param greyProbability turning grey
 * @param blurProbability Gaussian blur
 * @param solarizeProbability inverting the pixels above one half
 */
public record ViewSettings(
    double flipProbability,
    double verticalFlipProbability,
    double jitterProbability,
    double brightness,
    double contrast,
    double saturation,
    double hue,
    double greyProbability,
    double blurProbability,
    double solarizeProbability) {}
