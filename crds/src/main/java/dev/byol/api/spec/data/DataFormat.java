package dev.byol.api.spec.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the pictures of a data set are laid out. */
public enum DataFormat {
  /** Recognised from the files found at the address. */
  @JsonProperty("Auto")
  AUTO,

  /** Tar shards; files of one sample share a key. */
  @JsonProperty("WebDataset")
  WEB_DATASET,

  /** A directory of pictures; a sub-directory per class if labelled. */
  @JsonProperty("ImageFolder")
  IMAGE_FOLDER,

  /** The CIFAR-10 binary files. */
  @JsonProperty("Cifar10")
  CIFAR10,

  /** The CIFAR-100 binary files. */
  @JsonProperty("Cifar100")
  CIFAR100
}
