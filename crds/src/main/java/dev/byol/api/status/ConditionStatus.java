package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** One aspect of the state, as in Kubernetes' conditions. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConditionStatus(
    @JsonPropertyDescription(
            "Accepted, Scheduled, Running, Progressing, Degraded, Suspended, Complete or Failed.")
        String type,
    @JsonPropertyDescription("True, False or Unknown.") String status,
    @JsonPropertyDescription("One word for programs: why it is so.") String reason,
    @JsonPropertyDescription("A sentence for people: why it is so, and what to do about it.")
        String message,
    @JsonPropertyDescription("The generation of the spec that it speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("When status last changed.") Instant lastTransitionTime) {
  /** Fits texts and times to the schema. */
  public ConditionStatus {
    type = StatusText.fit(type);
    status = StatusText.fit(status);
    reason = StatusText.reason(reason);
    message = StatusText.fit(message);
    lastTransitionTime = StatusTime.fit(lastTransitionTime);
  }

  ConditionStatus bare() {
    return new ConditionStatus(type, status, reason, null, observedGeneration, lastTransitionTime);
  }
}
