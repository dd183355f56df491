package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/** The part of Kubernetes object metadata that a user writes. */
public record Metadata(
    @JsonPropertyDescription(
            "Name of the experiment, also of its run directory: lower case letters, digits and '-', at most 40 characters. Required.")
        String name,
    @JsonPropertyDescription(
            "Kubernetes namespace; the local trainer ignores it. Unset: the namespace of the current context.")
        String namespace,
    @JsonPropertyDescription("Kubernetes labels; the trainer ignores them. Unset: none.")
        Map<String, String> labels,
    @JsonPropertyDescription("Kubernetes annotations; the trainer ignores them. Unset: none.")
        Map<String, String> annotations) {
  public Metadata {
    labels = Copies.of(labels);
    annotations = Copies.of(annotations);
  }
}
