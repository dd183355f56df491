package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/** The attempt that runs, or ran last; written before anything of it is created. */
@RecordBuilder
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
    @JsonPropertyDescription("When the containers of all its workers ran.") Instant readyAt,
    @JsonPropertyDescription("When its first step was seen.") Instant runningAt,
    @JsonPropertyDescription("Steps that were done when it took its first one.") Long fromStep,
    @JsonPropertyDescription("Why it was asked to end; unset while it may train.")
        String stopReason,
    @JsonPropertyDescription("When it was asked to end.") Instant stopAt,
    @JsonPropertyDescription("When its end was seen; unset while it lives.") Instant endedAt,
    @JsonPropertyDescription("When the next attempt may begin, after this one failed.")
        Instant retryAt)
    implements AttemptStatusBuilder.With {
  /** Fits texts and times to the schema. */
  public AttemptStatus {
    job = StatusText.fit(job);
    jobUid = StatusText.fit(jobUid);
    config = StatusText.fit(config);
    image = StatusText.fit(image);
    reason = StatusText.fit(reason);
    startedAt = StatusTime.fit(startedAt);
    scheduledAt = StatusTime.fit(scheduledAt);
    readyAt = StatusTime.fit(readyAt);
    runningAt = StatusTime.fit(runningAt);
    stopReason = StatusText.fit(stopReason);
    stopAt = StatusTime.fit(stopAt);
    endedAt = StatusTime.fit(endedAt);
    retryAt = StatusTime.fit(retryAt);
  }

  /** An attempt of which nothing has been created yet. */
  public static AttemptStatus intended(
      long number,
      String job,
      String config,
      int world,
      String image,
      String reason,
      Instant startedAt) {
    return AttemptStatusBuilder.builder()
        .number(number)
        .job(job)
        .config(config)
        .world(world)
        .image(image)
        .reason(reason)
        .startedAt(startedAt)
        .build();
  }

  /** The same attempt, its Job having been seen. */
  public AttemptStatus created(String uid, String itsConfig) {
    return with().jobUid(uid).config(itsConfig).build();
  }

  /**
   * The same attempt, all its workers having a node; {@code null} if one has lost its own again.
   */
  public AttemptStatus scheduled(Instant at) {
    return withScheduledAt(at);
  }

  /**
   * The same attempt, the containers of all its workers running; {@code null} if one does not any
   * more.
   */
  public AttemptStatus ready(Instant at) {
    return withReadyAt(at);
  }

  /** The same attempt, training from {@code step} on. */
  public AttemptStatus running(Instant at, long step) {
    return with().runningAt(at).fromStep(step).build();
  }

  /** The same attempt, asked to end. */
  public AttemptStatus stopping(String why, Instant at) {
    return with().stopReason(why).stopAt(at).build();
  }

  /** The same attempt, ended. */
  public AttemptStatus ended(Instant at, Instant next) {
    return with().endedAt(at).retryAt(next).build();
  }
}
