package dev.byol.api.validation;

import java.util.Optional;

/** What an address of data or checkpoints can be: a path, or a place in object storage. */
public final class Addresses {
  private static final String PLACE = "s3://";

  private Addresses() {}

  /** Why {@code uri} cannot be used, with the remedy, as the end of a sentence; empty if it can. */
  public static Optional<String> whyNot(String uri) {
    if (uri.startsWith("~")) {
      return Optional.of(
          "~ stands for a home directory in a shell only; write the whole path, such as /home/me"
              + uri.substring(1));
    }
    int colon = uri.indexOf("://");
    if (colon < 0 || uri.startsWith(PLACE)) {
      return uri.startsWith("file:")
          ? Optional.of("files are named by their path alone, without file:")
          : Optional.empty();
    }
    String scheme = uri.substring(0, colon);
    return Optional.of(
        switch (scheme) {
          case "file" ->
              "files are named by their path alone; write "
                  + uri.substring(colon + 3).replaceFirst("^localhost(?=/)", "");
          case "http", "https" ->
              "pages of the web are not read; download the data and name the"
                  + " folder or files, or if it is object storage write s3://bucket/key and its address"
                  + " in spec.storage.endpoint";
          case "gs" ->
              "Google Cloud Storage is reached as s3:// with its interoperability keys;"
                  + " write s3://"
                  + uri.substring(colon + 3)
                  + " and set spec.storage.endpoint to https://storage.googleapis.com";
          case "s3a", "s3n" -> "write s3://" + uri.substring(colon + 3);
          case "S3" -> "write s3:// in lower case";
          default ->
              scheme
                  + ":// is not known; name a path on this machine or a mounted volume, or"
                  + " s3://bucket/key for object storage that speaks S3";
        });
  }
}
