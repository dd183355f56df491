package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Range;

/** When attempts begin anew, end, and are tidied away; for clusters. */
public record LifecycleSpec(
    @JsonPropertyDescription(
            "Any change of this text begins a new attempt from the last checkpoint; on a failed experiment it also clears the failures. Unset: none.")
        String restartNonce,
    @JsonPropertyDescription(
            "Seconds of training after which the experiment ends as failed; waiting does not count. Unset: no limit.")
        @Range(min = 1, max = 1e9)
        Long activeDeadlineSeconds,
    @JsonPropertyDescription(
            "Seconds after its end for which the pods of a complete or failed experiment are kept. Unset: until the experiment is deleted.")
        @Range(min = 0, max = 1e9)
        Long ttlSecondsAfterFinished,
    @JsonPropertyDescription(
            "Ended attempts before the current one whose pods, and so their logs, are kept. Default 2.")
        @Range(min = 0, max = 100)
        Integer keepFailedAttempts,
    @JsonPropertyDescription(
            "Any change of this text, while workers train, makes them save a checkpoint after their next step and train on. Unset: none.")
        String checkpointNonce) {}
