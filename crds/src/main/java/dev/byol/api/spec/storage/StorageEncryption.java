package dev.byol.api.spec.storage;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Server-side encryption of an object store. */
public enum StorageEncryption {
  /** With keys that the store manages. */
  @JsonProperty("Aes256")
  AES256,

  /** With a key of a key management service. */
  @JsonProperty("Kms")
  KMS
}
