package dev.byol.api.spec.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the key of a file in a WebDataset shard ends and its ending begins. */
public enum KeyEnd {
  /** At the first dot of the file name, as in the webdataset library: a.seg.png belongs to a. */
  @JsonProperty("FirstDot")
  FIRST_DOT,

  /** At the last dot, for names with dots in them: frame.0001.jpg is the picture frame.0001. */
  @JsonProperty("LastDot")
  LAST_DOT
}
