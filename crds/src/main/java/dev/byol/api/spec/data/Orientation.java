package dev.byol.api.spec.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which way up a decoded picture is. */
public enum Orientation {
  /** As its rows lie in the file; what a camera noted about being held sideways is ignored. */
  @JsonProperty("AsStored")
  AS_STORED,

  /** Turned and mirrored as the orientation in its EXIF data says. */
  @JsonProperty("Exif")
  EXIF
}
