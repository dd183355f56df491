package dev.byol.api.resolved;

/**
 * LARS.
 *
 * @param weightDecay L2 penalty
 * @param eta trust coefficient
 * @param momentum momentum, 0 up to but not including 1
 */
public record OptimizerSettings(double weightDecay, double eta, double momentum) {}
