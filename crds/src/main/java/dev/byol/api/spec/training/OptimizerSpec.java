package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;

/** LARS as in {@code byol/utils/optimizers.py}. */
public record OptimizerSpec(
    @JsonPropertyDescription(
            "L2 penalty, added to the gradient before the trust ratio; not on biases and batch norm. Default 1e-6.")
        @Range(min = 0, max = 1)
        Double weightDecay,
    @JsonPropertyDescription("Trust coefficient of LARS. Default 1e-3.") @Range(above = 0, max = 1)
        Double eta,
    @JsonPropertyDescription("Momentum of the update. Default 0.9.") @Range(min = 0, below = 1)
        Double momentum) {}
