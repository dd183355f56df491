package dev.byol.api.spec.data;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;

/**
 * How the two views are made; a field written here holds for both views, one under {@code view1} or
 * {@code view2} for that view.
 */
public record AugmentationSpec(
    @JsonPropertyDescription("Side of a view, in pixels. Default 224.") @Range(min = 8, max = 4096)
        Integer imageSize,
    @JsonPropertyDescription(
            "Smallest area of a random crop, as a share of the picture. Default 0.08.")
        @Range(above = 0, max = 1)
        Double cropMinArea,
    @JsonPropertyDescription("Largest area of a random crop, as a share of the picture. Default 1.")
        @Range(above = 0, max = 1)
        Double cropMaxArea,
    @JsonPropertyDescription("Both views: probability of a left-right flip. Default 0.5.")
        @Range(min = 0, max = 1)
        Double flipProbability,
    @JsonPropertyDescription(
            "Both views: probability of an upside-down flip; not in the reference. Default 0.")
        @Range(min = 0, max = 1)
        Double verticalFlipProbability,
    @JsonPropertyDescription(
            "Both views: probability of the colour jitter: brightness, contrast, saturation and hue in random order. Default 0.8.")
        @Range(min = 0, max = 1)
        Double jitterProbability,
    @JsonPropertyDescription(
            "Both views: brightness jitter: largest amount added or subtracted, pixels being 0 to 1. Default 0.4.")
        @Range(min = 0, max = 1)
        Double brightness,
    @JsonPropertyDescription(
            "Both views: contrast jitter: the factor is drawn from 1 - contrast to 1 + contrast. Default 0.4.")
        @Range(min = 0, max = 1)
        Double contrast,
    @JsonPropertyDescription(
            "Both views: saturation jitter: the factor is drawn from 1 - saturation to 1 + saturation. Default 0.2.")
        @Range(min = 0, max = 1)
        Double saturation,
    @JsonPropertyDescription(
            "Both views: hue jitter: largest turn of the colour wheel, in turns. Default 0.1.")
        @Range(min = 0, max = 0.5)
        Double hue,
    @JsonPropertyDescription("Both views: probability of turning the picture grey. Default 0.2.")
        @Range(min = 0, max = 1)
        Double greyProbability,
    @JsonPropertyDescription(
            "Both views: probability of the Gaussian blur. Default 1 in view1, 0.1 in view2.")
        @Range(min = 0, max = 1)
        Double blurProbability,
    @JsonPropertyDescription(
            "Both views: probability of inverting the pixels above one half. Default 0 in view1, 0.2 in view2.")
        @Range(min = 0, max = 1)
        Double solarizeProbability,
    @JsonPropertyDescription("What differs in the first view. Unset: the fields above.")
        ViewSpec view1,
    @JsonPropertyDescription("What differs in the second view. Unset: the fields above.")
        ViewSpec view2) {}
