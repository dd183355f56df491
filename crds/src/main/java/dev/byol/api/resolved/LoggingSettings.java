package dev.byol.api.resolved;

/**
 * Metrics files.
 *
 * @param everySteps steps between two metrics records
 * @param directory directory of the metrics files
 */
public record LoggingSettings(int everySteps, String directory) {}
