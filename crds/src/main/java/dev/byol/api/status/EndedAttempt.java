package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** How an attempt ended: the worker that ended first by itself, and its last words. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndedAttempt(
    @JsonPropertyDescription("Number of the attempt.") Long number,
    @JsonPropertyDescription("Why it had been begun.") String reason,
    @JsonPropertyDescription("When it was begun.") Instant startedAt,
    @JsonPropertyDescription("When its end was seen.") Instant endedAt,
    @JsonPropertyDescription("Steps that were done when it took its first one.") Long fromStep,
    @JsonPropertyDescription("Steps that were done at its end.") Long toStep,
    @JsonPropertyDescription("Number of workers.") Integer world,
    @JsonPropertyDescription("One word for why it ended.") String endedBy,
    @JsonPropertyDescription(
            "Failure, Disruption or Planned: whether it counts against maxFailures.")
        String charge,
    @JsonPropertyDescription("Rank of the worker because of which it ended.") Integer rank,
    @JsonPropertyDescription("Pod of that worker.") String pod,
    @JsonPropertyDescription("Node of that worker.") String node,
    @JsonPropertyDescription("Exit status of that worker.") Integer exitCode,
    @JsonPropertyDescription("What that worker said last, or what is known of its end.")
        String message) {
  /** Fits texts and times to the schema. */
  public EndedAttempt {
    reason = StatusText.fit(reason);
    startedAt = StatusTime.fit(startedAt);
    endedAt = StatusTime.fit(endedAt);
    endedBy = StatusText.fit(endedBy);
    charge = StatusText.fit(charge);
    pod = StatusText.fit(pod);
    node = StatusText.fit(node);
    message = StatusText.fit(message);
  }

  EndedAttempt bare() {
    return new EndedAttempt(
        number, reason, startedAt, endedAt, fromStep, toStep, world, endedBy, charge, rank, null,
        null, exitCode, null);
  }
}
