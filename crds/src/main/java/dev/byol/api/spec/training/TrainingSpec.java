package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;
import io.soabase.recordbuilder.core.RecordBuilder;

/** Batch and length of a run; exactly one of {@code maxSteps} and {@code maxEpochs}. */
@RecordBuilder
public record TrainingSpec(
    @JsonPropertyDescription(
            "Images per step over all workers. The reference uses 4096. Required unless a preset is named.")
        @Range(min = 2, max = 1048576)
        Integer globalBatch,
    @JsonPropertyDescription("Length of the run in steps. Exactly one of maxSteps and maxEpochs.")
        @Range(min = 1, max = 1e12)
        Long maxSteps,
    @JsonPropertyDescription(
            "Length of the run in passes over the training images, fractions allowed; rounded down to whole steps. Exactly one of maxSteps and maxEpochs.")
        @Range(above = 0, max = 1e6)
        Double maxEpochs,
    @JsonPropertyDescription(
            "Step at which the cosines of learning rate and target decay end. Unset: the length of the run.")
        @Range(min = 1, max = 1e12)
        Long scheduleSteps)
    implements TrainingSpecBuilder.With {}
