package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** An environment variable: a value, or a key of a Secret that the pod's node reads. */
public record EnvironmentSpec(
    @JsonPropertyDescription("Name of the variable; not one that starts with BYOL_. Required.")
        String name,
    @JsonPropertyDescription("Its value. Exactly one of value and secretName.") String value,
    @JsonPropertyDescription("Secret that holds the value. Exactly one of value and secretName.")
        String secretName,
    @JsonPropertyDescription("Key in the Secret. Unset: the name of the variable.")
        String secretKey) {}
