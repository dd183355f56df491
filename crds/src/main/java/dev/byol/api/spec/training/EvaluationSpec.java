package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;
import io.soabase.recordbuilder.core.RecordBuilder;

/** When and how the representation is measured. */
@RecordBuilder
public record EvaluationSpec(
    @JsonPropertyDescription(
            "Steps between two evaluations on the held-out split; 0 for none. At most one of everySteps and everyEpochs.")
        @Range(min = 0, max = 1e12)
        Long everySteps,
    @JsonPropertyDescription(
            "Passes over the training images between two evaluations. At most one of everySteps and everyEpochs. Default 1.")
        @Range(above = 0, max = 1e6)
        Double everyEpochs,
    @JsonPropertyDescription("Images per evaluation batch and worker. Default 100.")
        @Range(min = 1, max = 65536)
        Integer batchSize,
    @JsonPropertyDescription("Neighbours that vote in the kNN evaluation. Default 20.")
        @Range(min = 1, max = 10000)
        Integer knnNeighbours,
    @JsonPropertyDescription(
            "Side of the centre square that evaluations look at, as a share of the picture's shorter side. Default 0.875, the reference's 224 of 256 pixels.")
        @Range(above = 0, max = 1)
        Double centreCrop,
    @JsonPropertyDescription(
            "Pictures of the training split whose features evaluations take at most, evenly spread over a larger one. Default 20000.")
        @Range(min = 1, max = 100000000)
        Integer maxTrainPictures,
    @JsonPropertyDescription(
            "Pictures of the held-out split that evaluations look at at most, evenly spread over a larger one. Default 5000.")
        @Range(min = 1, max = 100000000)
        Integer maxTestPictures,
    @JsonPropertyDescription("Linear evaluation at the end of the run.") FinalProbeSpec finalProbe)
    implements EvaluationSpecBuilder.With {}
