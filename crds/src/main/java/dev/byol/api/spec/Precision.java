package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Number format of weights, activations and reductions. */
public enum Precision {
  /** 32-bit floating point, as the reference trains. */
  @JsonProperty("Float32")
  FLOAT32,

  /** 64-bit floating point: slow; to check numerics. */
  @JsonProperty("Float64")
  FLOAT64
}
