package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Accuracies on the held-out split at the end of the run, in percent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationStatus(
    @JsonPropertyDescription("Linear evaluation.") String linear,
    @JsonPropertyDescription("kNN.") String knn,
    @JsonPropertyDescription("Linear evaluation from few labels per class.") String fewLabels) {
  /** Fits texts and times to the schema. */
  public EvaluationStatus {
    linear = StatusText.fit(linear);
    knn = StatusText.fit(knn);
    fewLabels = StatusText.fit(fewLabels);
  }
}
