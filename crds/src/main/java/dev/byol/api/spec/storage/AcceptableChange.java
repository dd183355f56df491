package dev.byol.api.spec.storage;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A change against the checkpoint that an author may accept, so that the run goes on with it. */
public enum AcceptableChange {
  /** Another seed. */
  @JsonProperty("Seed")
  SEED,
  /** Another number format, where the checkpoint's tensors can be read in it. */
  @JsonProperty("Precision")
  PRECISION,
  /** A network that differs in what its tensors do not show. */
  @JsonProperty("Network")
  NETWORK,
  /** Another global batch. */
  @JsonProperty("GlobalBatch")
  GLOBAL_BATCH,
  /** Other pictures, or the same in another order. */
  @JsonProperty("Data")
  DATA
}
