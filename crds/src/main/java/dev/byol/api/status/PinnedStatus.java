package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What was derived once and holds for later attempts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PinnedStatus(
    @JsonPropertyDescription("Step at which the cosines of learning rate and target decay end.")
        Long scheduleSteps,
    @JsonPropertyDescription("Length of the run in epochs that scheduleSteps was derived from.")
        Double maxEpochs) {
  /** What is not finite cannot be written, and is left out. */
  public PinnedStatus {
    maxEpochs = maxEpochs == null || !Double.isFinite(maxEpochs) ? null : maxEpochs;
  }
}
