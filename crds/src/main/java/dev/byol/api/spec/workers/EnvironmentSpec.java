package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;

/** An environment variable: a value, or a key of a Secret that the pod's node reads. */
public record EnvironmentSpec(
    @JsonPropertyDescription("Name of the variable; not one that starts with BYOL_. Required.")
        @Text(TextForm.VARIABLE)
        String name,
    @JsonPropertyDescription("Its value. Exactly one of value and secretName.") @Text(TextForm.LONG)
        String value,
    @JsonPropertyDescription("Secret that holds the value. Exactly one of value and secretName.")
        @Text(TextForm.OBJECT_NAME)
        String secretName,
    @JsonPropertyDescription("Key in the Secret. Unset: the name of the variable.")
        @Text(TextForm.SECRET_KEY)
        String secretKey) {}
