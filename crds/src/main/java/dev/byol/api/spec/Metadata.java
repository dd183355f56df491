package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Copies;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;
import java.util.Map;

/** The part of Kubernetes object metadata that a user writes. */
public record Metadata(
    @JsonPropertyDescription(
            "Name of the experiment, also of its run directory: lower case letters, digits and '-', a letter first, at most 40 characters. Required.")
        String name,
    @JsonPropertyDescription(
            "Kubernetes namespace; the local trainer ignores it. Unset: the namespace of the current context.")
        @Text(TextForm.LABEL)
        String namespace,
    @JsonPropertyDescription("Kubernetes labels; the trainer ignores them. Unset: none.")
        @Text(value = TextForm.LABEL_VALUE, keys = TextForm.QUALIFIED_NAME)
        Map<String, String> labels,
    @JsonPropertyDescription("Kubernetes annotations; the trainer ignores them. Unset: none.")
        Map<String, String> annotations) {
  /**
   * What a name may be: services and pods are named by it, which wants a letter first and leaves
   * room for what is appended.
   */
  public static final String NAME = "[a-z]([-a-z0-9]{0,38}[a-z0-9])?";

  /** {@link #NAME} in words. */
  public static final String NAME_IN_WORDS =
      "1 to 40 lower case letters, digits and '-', a letter first and no '-' at the end";

  public Metadata {
    labels = Copies.of(labels);
    annotations = Copies.of(annotations);
  }
}
