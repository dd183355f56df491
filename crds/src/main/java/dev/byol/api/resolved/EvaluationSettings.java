package dev.byol.api.resolved;

import java.util.Optional;

/**
 * When and how the representation is measured.
 *
 * @param everySteps steps between two evaluations on the held-out split, 0 for none
 * @param batchSize images per evaluation batch and worker
 * @param knnNeighbours neighbours that vote
 * @param finalProbe linear evaluation at the end, empty if switched off or without labels
 */
public record EvaluationSettings(
    long everySteps, int batchSize, int knnNeighbours, Optional<FinalProbeSettings> finalProbe) {}
