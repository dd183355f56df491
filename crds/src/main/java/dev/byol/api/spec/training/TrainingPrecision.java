package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Number format of weights and activations. */
public enum TrainingPrecision {
  /** 32-bit floating point, as the reference trains. */
  @JsonProperty("Float32")
  FLOAT32,

  /** 64-bit floating point: slow; to check numerics. */
  @JsonProperty("Float64")
  FLOAT64,

  /**
   * Activations and the operands of convolutions in bfloat16, weights and sums in float32: faster
   * where the CPU multiplies bfloat16.
   */
  @JsonProperty("BFloat16")
  BFLOAT16
}
