package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A node taint that workers tolerate, as in a Kubernetes pod. */
public record TolerationSpec(
    @JsonPropertyDescription("Key of the taint. Unset: every key.") String key,
    @JsonPropertyDescription("Equal or Exists. Unset: Equal.") String operator,
    @JsonPropertyDescription("Value of the taint, for Equal. Unset: empty.") String value,
    @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute. Unset: every effect.")
        String effect,
    @JsonPropertyDescription("Seconds for which a NoExecute taint is tolerated. Unset: for ever.")
        @Range(min = 0, max = 1e9)
        Long tolerationSeconds) {}
