package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Copies;
import dev.byol.api.spec.field.Quantity;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;
import java.util.Map;

/** Resources of each worker, as in a Kubernetes container. */
public record ResourcesSpec(
    @JsonPropertyDescription(
            "Amounts that a node must have free, for instance cpu: 4 and memory: 16Gi. Unset: none.")
        @Quantity
        @Text(keys = TextForm.RESOURCE)
        Map<String, String> requests,
    @JsonPropertyDescription(
            "Amounts that a worker may use; the whole part of cpu is its number of cores. Unset: no limit.")
        @Quantity
        @Text(keys = TextForm.RESOURCE)
        Map<String, String> limits) {
  public ResourcesSpec {
    requests = Copies.of(requests);
    limits = Copies.of(limits);
  }
}
