package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;
import io.soabase.recordbuilder.core.RecordBuilder;

/** Linear warm-up from 0, then a cosine to 0 at the end of the schedule. */
@RecordBuilder
public record LearningRateSpec(
    @JsonPropertyDescription(
            "Learning rate for 256 images; the peak is base * globalBatch / 256. Default 0.3.")
        @Range(above = 0, max = 1000)
        Double base,
    @JsonPropertyDescription(
            "Length of the warm-up in passes over the training images; 0 for none. At most one of warmupEpochs and warmupSteps. Unset: 10 epochs, but at most a tenth of the schedule.")
        @Range(min = 0, max = 1e6)
        Double warmupEpochs,
    @JsonPropertyDescription(
            "Length of the warm-up in steps; 0 for none. At most one of warmupEpochs and warmupSteps.")
        @Range(min = 0, max = 1e12)
        Long warmupSteps)
    implements LearningRateSpecBuilder.With {}
