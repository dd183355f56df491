package dev.byol.api.spec.workers;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a node pulls an image. */
public enum ImagePullPolicy {
  /** Before each start. */
  @JsonProperty("Always")
  ALWAYS,

  /** When the node does not have it. */
  @JsonProperty("IfNotPresent")
  IF_NOT_PRESENT,

  /** Never: the node must have it. */
  @JsonProperty("Never")
  NEVER
}
