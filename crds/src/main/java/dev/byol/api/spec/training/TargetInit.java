package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The weights that the target network starts from. */
public enum TargetInit {
  /** Random weights of its own, as in the reference. */
  @JsonProperty("Own")
  OWN,

  /** A copy of the online network's. */
  @JsonProperty("Online")
  ONLINE
}
