package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
    @JsonPropertyDescription("Linear evaluation at the end of the run.") FinalProbeSpec finalProbe)
    implements EvaluationSpecBuilder.With {}
