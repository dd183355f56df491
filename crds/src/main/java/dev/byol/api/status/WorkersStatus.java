package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The workers of the current attempt. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkersStatus(
    @JsonPropertyDescription("Workers wanted.") Integer desired,
    @JsonPropertyDescription("Workers whose container runs.") Integer ready,
    @JsonPropertyDescription("Both, as ready/desired.") String display,
    @JsonPropertyDescription("Label selector of the worker pods.") String selector,
    @JsonPropertyDescription("Nodes of the workers, by rank.") String nodes) {
  /** Fits texts and times to the schema. */
  public WorkersStatus {
    display = StatusText.fit(display);
    selector = StatusText.fit(selector);
    nodes = StatusText.fit(nodes);
  }

  WorkersStatus bare() {
    return new WorkersStatus(desired, ready, display, selector, null);
  }
}
