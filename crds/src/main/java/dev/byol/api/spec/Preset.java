package dev.byol.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Named hyperparameters from the reference.
 *
 * <p>The first four are {@code byol/configs/byol.py}; {@link #IMAGENETTE} is the set-up that the
 * reference's README gives under "Setup for fast iteration". A preset fills only fields that the
 * experiment leaves unset.
 */
public enum Preset {
  /** 40 epochs on ImageNet. */
  @JsonProperty("byol-40")
  BYOL_40("byol-40", 1_281_167, 1000),
  /** 100 epochs on ImageNet. */
  @JsonProperty("byol-100")
  BYOL_100("byol-100", 1_281_167, 1000),
  /** 300 epochs on ImageNet. */
  @JsonProperty("byol-300")
  BYOL_300("byol-300", 1_281_167, 1000),
  /** 1000 epochs on ImageNet. */
  @JsonProperty("byol-1000")
  BYOL_1000("byol-1000", 1_281_167, 1000),
  /** 1000 epochs on imagenette (160 px, version 2) with a ResNet18 at 128 px. */
  @JsonProperty("imagenette")
  IMAGENETTE("imagenette", 9_469, 10);

  private final String text;
  private final long trainImages;
  private final int classes;

  Preset(String text, long trainImages, int classes) {
    this.text = text;
    this.trainImages = trainImages;
    this.classes = classes;
  }

  /** The name that a user writes. */
  public String text() {
    return text;
  }

  /** Training images of the data set that the preset was made for. */
  public long trainImages() {
    return trainImages;
  }

  /** Classes of the data set that the preset was made for. */
  public int classes() {
    return classes;
  }
}
