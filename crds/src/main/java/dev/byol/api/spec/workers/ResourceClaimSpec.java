package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;

/** Devices of each worker by dynamic resource allocation. */
public record ResourceClaimSpec(
    @JsonPropertyDescription("Name of the claim within the pod. Required.") @Text(TextForm.LABEL)
        String name,
    @JsonPropertyDescription(
            "ResourceClaim that all workers share. Exactly one of resourceClaimName and resourceClaimTemplateName.")
        @Text(TextForm.OBJECT_NAME)
        String resourceClaimName,
    @JsonPropertyDescription(
            "ResourceClaimTemplate from which each worker gets its own. Exactly one of resourceClaimName and resourceClaimTemplateName.")
        @Text(TextForm.OBJECT_NAME)
        String resourceClaimTemplateName,
    @JsonPropertyDescription("The one request of the claim that is meant. Unset: all of them.")
        @Text(TextForm.LABEL)
        String request) {}
