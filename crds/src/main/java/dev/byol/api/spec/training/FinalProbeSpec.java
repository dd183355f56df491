package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;

/**
 * Linear evaluation of the frozen encoder before and after the run, as in {@code
 * byol/configs/eval.py}.
 */
public record FinalProbeSpec(
    @JsonPropertyDescription("Whether to measure at all; needs labels. Default true.")
        Boolean enabled,
    @JsonPropertyDescription("Passes over the features of the training images. Default 80.")
        @Range(min = 1, max = 100000)
        Integer epochs,
    @JsonPropertyDescription("Features per step. Default 1024.") @Range(min = 1, max = 1048576)
        Integer batchSize,
    @JsonPropertyDescription(
            "Learning rate for 256 features; the peak is learningRate * batchSize / 256. Default 0.2.")
        @Range(above = 0, max = 1000)
        Double learningRate,
    @JsonPropertyDescription(
            "Labelled pictures per class of the second probe, which shows learning from few labels; 0 for none. Default 5.")
        @Range(min = 0, max = 1000000)
        Integer labelsPerClass) {}
