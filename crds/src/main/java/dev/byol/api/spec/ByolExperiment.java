package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One BYOL training run, as a file for the trainer and as a resource in a cluster. */
public record ByolExperiment(
    @JsonPropertyDescription("Always byol.dev/v1alpha1. Required.") String apiVersion,
    @JsonPropertyDescription("Always ByolExperiment. Required.") String kind,
    @JsonPropertyDescription("Name and labels. Required.") Metadata metadata,
    @JsonPropertyDescription("What to train. Required.") ExperimentSpec spec) {
  /** The only {@code apiVersion} understood. */
  public static final String API_VERSION = "byol.dev/v1alpha1";

  /** The only {@code kind} understood. */
  public static final String KIND = "ByolExperiment";

  /** The same experiment with another spec. */
  public ByolExperiment withSpec(ExperimentSpec newSpec) {
    return new ByolExperiment(apiVersion, kind, metadata, newSpec);
  }
}
