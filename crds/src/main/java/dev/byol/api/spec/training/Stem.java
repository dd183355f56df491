package dev.byol.api.spec.training;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an encoder begins. */
public enum Stem {
  /** 7x7 convolution of stride 2, max pool of stride 2: the reference's, for large pictures. */
  @JsonProperty("ImageNet")
  IMAGENET,

  /** 3x3 convolution of stride 1, no max pool: for pictures of up to some 64 pixels. */
  @JsonProperty("Cifar")
  CIFAR
}
