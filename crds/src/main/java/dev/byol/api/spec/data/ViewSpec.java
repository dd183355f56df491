package dev.byol.api.spec.data;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;

/**
 * Strengths and probabilities of one view; they win over those directly under {@code augmentation}.
 */
public record ViewSpec(
    @JsonPropertyDescription("Probability of a left-right flip. Default 0.5.")
        @Range(min = 0, max = 1)
        Double flipProbability,
    @JsonPropertyDescription("Probability of an upside-down flip; not in the reference. Default 0.")
        @Range(min = 0, max = 1)
        Double verticalFlipProbability,
    @JsonPropertyDescription(
            "Probability of the colour jitter: brightness, contrast, saturation and hue in random order. Default 0.8.")
        @Range(min = 0, max = 1)
        Double jitterProbability,
    @JsonPropertyDescription(
            "Brightness jitter: largest amount added or subtracted, pixels being 0 to 1. Default 0.4.")
        @Range(min = 0, max = 1)
        Double brightness,
    @JsonPropertyDescription(
            "Contrast jitter: the factor is drawn from 1 - contrast to 1 + contrast. Default 0.4.")
        @Range(min = 0, max = 1)
        Double contrast,
    @JsonPropertyDescription(
            "Saturation jitter: the factor is drawn from 1 - saturation to 1 + saturation. Default 0.2.")
        @Range(min = 0, max = 1)
        Double saturation,
    @JsonPropertyDescription("Hue jitter: largest turn of the colour wheel, in turns. Default 0.1.")
        @Range(min = 0, max = 0.5)
        Double hue,
    @JsonPropertyDescription("Probability of turning the picture grey. Default 0.2.")
        @Range(min = 0, max = 1)
        Double greyProbability,
    @JsonPropertyDescription("Probability of the Gaussian blur. Default 1 in view1, 0.1 in view2.")
        @Range(min = 0, max = 1)
        Double blurProbability,
    @JsonPropertyDescription(
            "Probability of inverting the pixels above one half. Default 0 in view1, 0.2 in view2.")
        @Range(min = 0, max = 1)
        Double solarizeProbability) {}
