package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Order of batch norm, ReLU and convolution in a residual block. */
public enum NetworkVersion {
  /** Convolution, batch norm, ReLU; ReLU after the addition (He et al. 2015). */
  @JsonProperty("V1")
  V1,

  /** Batch norm, ReLU, convolution; identity shortcut path (He et al. 2016). */
  @JsonProperty("V2")
  V2
}
