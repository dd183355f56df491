package dev.byol.api.spec.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.byol.api.spec.field.SpecField;

/** What is most likely a mistake in a data set, and stops a run unless it is accepted. */
public enum DataDoubt {
  /** Held-out pictures are training pictures too. */
  @JsonProperty("Overlap")
  OVERLAP,

  /** The training and the held-out part lie at one address. */
  @JsonProperty("BothSplits")
  BOTH_SPLITS,

  /** Many pictures have a format that is not read; accepted, they are left out. */
  @JsonProperty("UnreadPictures")
  UNREAD_PICTURES,

  /** Some samples have a label and some have none; accepted, those without one are left out. */
  @JsonProperty("UnlabelledSamples")
  UNLABELLED_SAMPLES,

  /** Samples hold pictures of which none can be told to be the one; accepted, they are left out. */
  @JsonProperty("LeftOutSamples")
  LEFT_OUT_SAMPLES,

  /** The held-out part has classes of which there is no training picture. */
  @JsonProperty("UnseenClasses")
  UNSEEN_CLASSES,

  /** A sample occurs more than once in a shard; accepted, each is used. */
  @JsonProperty("RepeatedSamples")
  REPEATED_SAMPLES,

  /** The folders that look like classes lie one level deeper; accepted, they do not count. */
  @JsonProperty("NestedClasses")
  NESTED_CLASSES;

  /** What a user writes into {@code spec.data.accept}. */
  public String word() {
    return SpecField.word(this);
  }
}
