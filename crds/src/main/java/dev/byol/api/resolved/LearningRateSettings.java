package dev.byol.api.resolved;

/**
 * Linear warm-up to the peak, then a cosine to 0.
 *
 * @param base learning rate for 256 images
 * @param peak learning rate at the end of the warm-up, {@code base * globalBatch / 256}
 * @param warmupSteps steps of the warm-up, fewer than those of the schedule; 0 for none
 */
public record LearningRateSettings(double base, double peak, long warmupSteps) {}
