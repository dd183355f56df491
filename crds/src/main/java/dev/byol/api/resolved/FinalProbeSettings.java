package dev.byol.api.resolved;

/**
 * Linear evaluation of the frozen encoder.
 *
 * @param epochs passes over the features of the training images
 * @param batchSize features per step
 * @param learningRate learning rate for 256 features; the peak is {@code learningRate * batchSize /
 *     256}
 * @param labelsPerClass labelled pictures per class of the few-label probe, 0 for none
 */
public record FinalProbeSettings(
    int epochs, int batchSize, double learningRate, int labelsPerClass) {}
