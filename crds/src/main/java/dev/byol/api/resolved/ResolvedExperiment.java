package dev.byol.api.resolved;

import dev.byol.api.spec.ByolExperiment;
import dev.byol.api.spec.training.TrainingPrecision;
import java.time.Duration;

/**
 * An experiment with nothing left open: what the trainer runs.
 *
 * @param name name of the experiment
 * @param seed seed of weights, sample order and augmentations
 * @param precision number format
 * @param training batch and length
 * @param network shapes
 * @param baseTargetDecay target decay at the first step
 * @param optimizer LARS
 * @param learningRate learning rate and warm-up
 * @param augmentation views
 * @param data pictures
 * @param evaluation measurements
 * @param checkpoint saving
 * @param workers processes
 * @param failureDetection time after which a silent worker counts as lost
 * @param logging metrics files
 * @param experiment the same as a spec with all of this written out, for checkpoints and the
 *     operator: resolving it again on the same data gives an equal value
 */
public record ResolvedExperiment(
    String name,
    long seed,
    TrainingPrecision precision,
    TrainingSettings training,
    NetworkSettings network,
    double baseTargetDecay,
    OptimizerSettings optimizer,
    LearningRateSettings learningRate,
    AugmentationSettings augmentation,
    DataSettings data,
    EvaluationSettings evaluation,
    CheckpointSettings checkpoint,
    WorkerSettings workers,
    Duration failureDetection,
    LoggingSettings logging,
    ByolExperiment experiment) {}
