package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;

/** Decay of the target network's exponential moving average. */
public record TargetDecaySpec(
    @JsonPropertyDescription(
            "Target decay at the first step; it rises to 1 by a cosine over the schedule. Default 0.99.")
        @Range(min = 0, max = 1)
        Double base) {}
