package dev.byol.api.spec.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the transparency of a picture that has any. */
public enum Transparency {
  /** It is dropped: the colours stored beneath remain, whatever the writer left there. */
  @JsonProperty("Drop")
  DROP,

  /** The picture is laid over white. */
  @JsonProperty("White")
  WHITE,

  /** The picture is laid over black. */
  @JsonProperty("Black")
  BLACK
}
