package dev.byol.trainer.storage;

import java.util.regex.Pattern;

/**
 * {@code s3://bucket/key}.
 *
 * @param bucket its name
 * @param key of an object, or a prefix of keys; without {@code /} at its beginning; may be empty
 */
public record ObjectAddress(String bucket, String key) {
  private static final String SCHEME = "s3://";
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /**
   * @throws IllegalArgumentException if the bucket's name cannot be one
   */
  public ObjectAddress {
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException(
          "'%s' cannot be a bucket: names have 3 to 63 lower-case letters, digits, dots and hyphens; write s3://bucket/prefix"
              .formatted(bucket));
    }
  }

  /** Whether {@code uri} is meant for object storage. */
  public static boolean isOne(String uri) {
    return uri.startsWith(SCHEME);
  }

  /**
   * Reads {@code s3://bucket/key}.
   *
   * @throws IllegalArgumentException if it is no such address
   */
  public static ObjectAddress parse(String uri) {
    if (!isOne(uri)) {
      throw new IllegalArgumentException(
          "'%s' does not begin with s3://; write s3://bucket/prefix".formatted(uri));
    }
    String rest = uri.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    return slash < 0
        ? new ObjectAddress(rest, "")
        : new ObjectAddress(rest.substring(0, slash), rest.substring(slash + 1));
  }

  /** The address of another key of the bucket. */
  public ObjectAddress withKey(String other) {
    return new ObjectAddress(bucket, other);
  }

  /** Its key as that of a folder: empty, or with {@code /} at its end. */
  public String folder() {
    return key.isEmpty() || key.endsWith("/") ? key : key + "/";
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}
