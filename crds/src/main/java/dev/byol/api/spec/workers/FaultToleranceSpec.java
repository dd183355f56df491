package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;

/** What the operator puts up with before it begins a new attempt or gives up; for clusters. */
public record FaultToleranceSpec(
    @JsonPropertyDescription(
            "Failures after which the experiment ends as failed; lost nodes and preemptions do not count. Default 5.")
        @Range(min = 0, max = 1000)
        Integer maxFailures,
    @JsonPropertyDescription("Steps of progress that forgive one failure. Default 2000.")
        @Range(min = 1, max = 1e12)
        Long refillEverySteps,
    @JsonPropertyDescription(
            "Seconds without a step, or a part of an evaluation, after which an attempt counts as stalled. Default 600.")
        @Range(min = 10, max = 604800)
        Integer progressTimeoutSeconds,
    @JsonPropertyDescription(
            "Seconds from all workers being scheduled to the first step. Default 900.")
        @Range(min = 10, max = 604800)
        Integer startupTimeoutSeconds,
    @JsonPropertyDescription(
            "Seconds after which a pod that does not end on a silent node is removed by force. Default 120.")
        @Range(min = 0, max = 604800)
        Integer nodeLostForceDeleteSeconds,
    @JsonPropertyDescription(
            "Seconds for which a pod may wait on its node for volumes, network or devices, or for an image that other workers have, before another attempt tries other nodes; doubled with each such try in a row, up to eight times as long. Default 900.")
        @Range(min = 10, max = 604800)
        Integer podStartTimeoutSeconds) {}
