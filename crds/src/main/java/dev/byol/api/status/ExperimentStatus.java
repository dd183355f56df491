package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Keyed;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/** What the operator knows of an experiment. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExperimentStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Pending, Queued, Starting, Running, Stopping, Suspended, Restarting, Complete or Failed.")
        Phase phase,
    @JsonPropertyDescription("What is going on, and what to do if something is wrong.")
        String message,
    @JsonPropertyDescription("Aspects of the state.") @Keyed("type")
        List<ConditionStatus> conditions,
    @JsonPropertyDescription("How far the training is.") ProgressStatus progress,
    @JsonPropertyDescription("The newest complete checkpoint.") CheckpointStatus checkpoint,
    @JsonPropertyDescription("Figures of the finished run.") EvaluationStatus evaluation,
    @JsonPropertyDescription("The workers of the current attempt.") WorkersStatus workers,
    @JsonPropertyDescription("The attempt that runs, or ran last.") AttemptStatus attempt,
    @JsonPropertyDescription("The attempts before it that ended last, at most 10.") @Keyed("number")
        List<EndedAttempt> attempts,
    @JsonPropertyDescription("What has gone wrong, and how much more may.") BudgetStatus budget,
    @JsonPropertyDescription("What was derived once and holds for later attempts.")
        PinnedStatus pinned,
    @JsonPropertyDescription("Seconds of training in attempts that have ended.")
        Long trainedSeconds,
    @JsonPropertyDescription("When the first attempt was begun.") Instant startTime,
    @JsonPropertyDescription("When the experiment was complete or had failed.")
        Instant completionTime)
    implements ExperimentStatusBuilder.With {

  /** Ended attempts that are remembered. */
  public static final int REMEMBERED_ATTEMPTS = 10;

  /** Copies the lists, unset ones becoming empty; fits text and times to the schema. */
  public ExperimentStatus {
    message = StatusText.fit(message);
    startTime = StatusTime.fit(startTime);
    completionTime = StatusTime.fit(completionTime);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    attempts = attempts == null ? List.of() : List.copyOf(attempts);
  }

  /** The status of an experiment that nobody has looked at. */
  public static ExperimentStatus none() {
    return new ExperimentStatus(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /**
   * What the operator itself needs of it: without what is for people alone, sentences and figures
   * for display.
   */
  public ExperimentStatus bare() {
    return with()
        .message(null)
        .conditions(conditions.stream().map(ConditionStatus::bare).toList())
        .progress(progress == null ? null : progress.bare())
        .checkpoint(checkpoint == null ? null : checkpoint.bare())
        .evaluation(null)
        .workers(workers == null ? null : workers.bare())
        .attempts(attempts.stream().map(EndedAttempt::bare).toList())
        .build();
  }
}
