package dev.byol.api.validation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells what an address is that is neither a path of this machine nor a place in object storage,
 * and what to write instead. Nothing is guessed.
 */
public final class Addresses {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://?(.*)");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** What begins like an address, and what to do with it; {@code %s} is the rest of it. */
  private static final Map<String, String> REMEDIES = new LinkedHashMap<>();

  static {
    REMEDIES.put("file", "it is a file of this machine: write its path alone, %s");
    REMEDIES.put("http", "it is a web page, which is not read: %s");
    REMEDIES.put("https", REMEDIES.get("http"));
    String google =
        "Google Cloud Storage speaks S3 too: write s3://%s, set spec.storage.endpoint to https://storage.googleapis.com, and give HMAC keys as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    REMEDIES.put("gs", google);
    REMEDIES.put("gcs", google);
    REMEDIES.put("s3a", "write s3://%s");
    REMEDIES.put("s3n", "write s3://%s");
    String azure =
        "Azure's storage does not speak S3: mount it, copy it, or put a gateway that speaks S3 before it";
    for (String scheme : new String[] {"az", "abfs", "abfss", "wasb", "wasbs", "adl"}) {
      REMEDIES.put(scheme, azure);
    }
    REMEDIES.put("hdfs", "HDFS is not read: mount it or copy it to a path of this machine");
    REMEDIES.put("hf", "the Hugging Face hub is not read: download it to a path of this machine");
  }

  private Addresses() {}

  /** Why {@code uri} cannot be used, with the remedy, as the end of a sentence; empty if it can. */
  public static Optional<String> whyNot(String uri) {
    if (uri.equals("~") || uri.startsWith("~/")) {
      return Optional.of(
          "only a shell knows what ~ is: write the whole path, such as /home/you"
              + uri.substring(1));
    }
    if (uri.startsWith("pipe:")) {
      return Optional.of("commands are not run: write where the shards are");
    }
    Matcher address = SCHEME.matcher(uri);
    if (!address.matches()) {
      return Optional.empty();
    }
    String scheme = address.group(1).toLowerCase(Locale.ROOT);
    String rest = address.group(2);
    if (scheme.equals("s3")) {
      return s3(uri, rest);
    }
    if (scheme.length() == 1 || !uri.contains("://")) {
      // A drive of Windows, or a name with a colon.
      return scheme.equals("file") ? Optional.of(file(rest)) : Optional.empty();
    }
    if (scheme.equals("file")) {
      return Optional.of(file(rest));
    }
    if (scheme.startsWith("http")) {
      return Optional.of(web(rest));
    }
    String remedy = REMEDIES.get(scheme);
    return Optional.of(
        remedy == null
            ? "nothing is known of " + scheme + "://: mount it or copy it"
            : remedy.formatted(rest));
  }

  private static String file(String rest) {
    String path = rest.replaceFirst("^localhost/", "/").replaceFirst("^/*", "/");
    return REMEDIES.get("file").formatted(path);
  }

  /** Some web addresses are those of a bucket. */
  private static String web(String rest) {
    Matcher bucket = Pattern.compile("([^/.]+)\\.s3[.-][^/]*/?(.*)").matcher(rest);
    return REMEDIES
        .get("http")
        .formatted(
            bucket.matches()
                ? "this one is a bucket, so write s3://" + bucket.group(1) + "/" + bucket.group(2)
                : "download it; or if it is a store that speaks S3, write s3://bucket/prefix and put the host into spec.storage.endpoint");
  }

  private static Optional<String> s3(String uri, String rest) {
    if (!uri.startsWith("s3://")) {
      return Optional.of("write s3://" + rest.replaceFirst("^/*", ""));
    }
    String bucket = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
    return BUCKET.matcher(bucket).matches()
        ? Optional.empty()
        : Optional.of(
            (bucket.isEmpty() ? "the bucket is missing" : "\"" + bucket + "\" cannot be a bucket")
                + ": names have 3 to 63 lower case letters, digits, dots and hyphens");
  }
}
