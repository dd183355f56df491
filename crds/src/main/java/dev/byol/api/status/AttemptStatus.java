package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** The attempt that runs, or ran last; written before anything of it is created. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttemptStatus(
    @JsonPropertyDescription("Number of the attempt, from 1.") Long number,
    @JsonPropertyDescription("Its Job.") String job,
    @JsonPropertyDescription("UID of the Job, once it has been seen.") String jobUid,
    @JsonPropertyDescription("The ConfigMap with the experiment as the workers read it.")
        String config,
    @JsonPropertyDescription("Number of workers.") Integer world,
    @JsonPropertyDescription("Container image of the trainer.") String image,
    @JsonPropertyDescription("Why it was begun.") String reason,
    @JsonPropertyDescription("When it was begun.") Instant startedAt,
    @JsonPropertyDescription("When all its workers had a node.") Instant scheduledAt,
    @JsonPropertyDescription("When its first step was seen.") Instant runningAt,
    @JsonPropertyDescription("Steps that were done when it took its first one.") Long fromStep,
    @JsonPropertyDescription("Why it was asked to end; unset while it may train.")
        String stopReason,
    @JsonPropertyDescription("When it was asked to end.") Instant stopAt,
    @JsonPropertyDescription("When its end was seen; unset while it lives.") Instant endedAt,
    @JsonPropertyDescription("When the next attempt may begin, after this one failed.")
        Instant retryAt) {}
