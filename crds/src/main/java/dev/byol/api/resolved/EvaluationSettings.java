package dev.byol.api.resolved;

import java.util.Optional;

/**
 * When and how the representation is measured.
 *
 * @param everySteps steps between two evaluations on the held-out split, 0 for none
 * @param batchSize images per evaluation batch and worker
 * @param knnNeighbours neighbours that vote
 * @param centreCrop side of the square that is looked at, as a share of the shorter side
 * @param maxTrainPictures pictures of the training split whose features are taken at most
 * @param maxTestPictures pictures of the held-out split that are looked at at most
 * @param finalProbe linear evaluation at the end, empty if switched off or without labels
 */
public record EvaluationSettings(
    long everySteps,
    int batchSize,
    int knnNeighbours,
    double centreCrop,
    int maxTrainPictures,
    int maxTestPictures,
    Optional<FinalProbeSettings> finalProbe) {}
