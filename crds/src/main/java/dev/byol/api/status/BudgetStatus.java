package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What has gone wrong, and how much more may. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetStatus(
    @JsonPropertyDescription("Failures that count, those forgiven by progress taken off.")
        Integer failures,
    @JsonPropertyDescription("Failures since the last step that was new.") Integer inARow,
    @JsonPropertyDescription("Lost nodes, evictions and preemptions; they do not count.")
        Integer disruptions,
    @JsonPropertyDescription("Failures that may still happen.") Integer left,
    @JsonPropertyDescription("Step at which failures were last forgiven or counted.")
        Long sinceStep) {}
