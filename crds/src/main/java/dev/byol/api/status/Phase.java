package dev.byol.api.status;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an experiment is in its life. */
public enum Phase {
  /** Nothing has been started: the spec is invalid, or the operator has just seen it. */
  @JsonProperty("Pending")
  PENDING,
  /** The attempt's Job exists; not all its pods have a node yet. */
  @JsonProperty("Queued")
  QUEUED,
  /** All pods have a node; no step has been taken yet. */
  @JsonProperty("Starting")
  STARTING,
  /** Steps are being taken. */
  @JsonProperty("Running")
  RUNNING,
  /** Asked to save a checkpoint and end. */
  @JsonProperty("Stopping")
  STOPPING,
  /** Stopped by {@code spec.suspend}; no pods. */
  @JsonProperty("Suspended")
  SUSPENDED,
  /** The attempt has ended; the next one begins after a pause. */
  @JsonProperty("Restarting")
  RESTARTING,
  /** All steps are done. */
  @JsonProperty("Complete")
  COMPLETE,
  /** Given up; the message says why and what to do. */
  @JsonProperty("Failed")
  FAILED;

  /** Whether nothing more happens unless the spec is edited. */
  public boolean isFinal() {
    return this == COMPLETE || this == FAILED;
  }
}
