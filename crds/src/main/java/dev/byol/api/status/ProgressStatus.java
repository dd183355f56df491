package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/** How far the training is, as rank 0 told last. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProgressStatus(
    @JsonPropertyDescription("Steps done.") Long step,
    @JsonPropertyDescription("Steps of the whole run.") Long maxSteps,
    @JsonPropertyDescription("Steps done as a share of the whole, in percent, rounded down.")
        Integer percent,
    @JsonPropertyDescription("Passes over the training images done.") String epoch,
    @JsonPropertyDescription("Regression loss.") String loss,
    @JsonPropertyDescription("Learning rate.") String learningRate,
    @JsonPropertyDescription("Target decay.") String targetDecay,
    @JsonPropertyDescription("Accuracy of the online probe on the held-out split, in percent.")
        String top1,
    @JsonPropertyDescription("Images per second over all workers.") String imagesPerSecond,
    @JsonPropertyDescription("Time left, for instance 1h20m.") String eta,
    @JsonPropertyDescription("Embedding std; it falls towards 0 when the representation collapses.")
        String embeddingStd,
    @JsonPropertyDescription(
            "Grows with what is done besides steps, as in evaluations, which may take many minutes.")
        Long activity,
    @JsonPropertyDescription("When the operator last saw a new step, or an evaluation move.")
        Instant lastStepTime,
    @JsonPropertyDescription("What the trainer wants known.") String message)
    implements ProgressStatusBuilder.With {
  /** Fits texts and times to the schema. */
  public ProgressStatus {
    epoch = StatusText.fit(epoch);
    loss = StatusText.fit(loss);
    learningRate = StatusText.fit(learningRate);
    targetDecay = StatusText.fit(targetDecay);
    top1 = StatusText.fit(top1);
    imagesPerSecond = StatusText.fit(imagesPerSecond);
    eta = StatusText.fit(eta);
    embeddingStd = StatusText.fit(embeddingStd);
    lastStepTime = StatusTime.fit(lastStepTime);
    message = StatusText.fit(message);
  }

  ProgressStatus bare() {
    return ProgressStatusBuilder.builder()
        .step(step)
        .maxSteps(maxSteps)
        .percent(percent)
        .activity(activity)
        .lastStepTime(lastStepTime)
        .build();
  }
}
