package dev.byol.trainer.storage;

import dev.byol.api.spec.storage.StorageSpecBuilder;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An S3 server for a test class: S3Proxy in this process, keeping objects in memory; or, where
 * {@code BYOL_TEST_S3_ENDPOINT} names one, a real server, reached with the AWS variables of the
 * environment.
 */
public final class S3Server implements BeforeAllCallback, AfterAllCallback {
  private static final String KEY = "test-key";
  private static final String SECRET = "test-secret";
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private final Optional<URI> real =
      Optional.ofNullable(System.getenv("BYOL_TEST_S3_ENDPOINT"))
          .filter(text -> !text.isBlank())
          .map(URI::create);
  private final String bucket = "byol-test-" + UUID.randomUUID().toString().substring(0, 8);
  private S3Proxy server;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    if (real.isEmpty()) {
      System.setProperty("aws.accessKeyId", KEY);
      System.setProperty("aws.secretAccessKey", SECRET);
      Properties settings = new Properties();
      settings.setProperty("s3proxy.endpoint", "http://127.0.0.1:0");
      settings.setProperty("s3proxy.authorization", "aws-v4");
      settings.setProperty("s3proxy.identity", KEY);
      settings.setProperty("s3proxy.credential", SECRET);
      server =
          S3Proxy.Builder.fromProperties(settings)
              .blobStore(BlobStores.create("transient-nio2", settings))
              .build();
      server.start();
    }
    try (ObjectStore store = open()) {
      store
          .calls()
          .call(
              "create",
              new ObjectAddress(bucket, ""),
              s3 -> s3.createBucket(request -> request.bucket(bucket)));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (server != null) {
      server.stop();
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return real.orElseGet(() -> URI.create("http://127.0.0.1:" + server.getPort()));
  }

  /** What a child process needs in its environment to be let in. */
  public Map<String, String> environment() {
    return real.isPresent()
        ? Map.of()
        : Map.of("AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  /** A place of its own in the bucket. */
  public ObjectAddress newPrefix() {
    return new ObjectAddress(bucket, "place-" + PREFIXES.incrementAndGet());
  }

  /** The name of the bucket. */
  public String bucket() {
    return bucket;
  }

  /** A client, which the caller closes. */
  public ObjectStore open() throws java.io.IOException {
    return open(endpoint(), Patience.SHORT);
  }

  /** A client of something that stands before the server. */
  public ObjectStore open(URI endpoint, Patience patience) throws java.io.IOException {
    return ObjectStore.open(settings(endpoint), patience);
  }

  /** What an experiment would say. */
  public StorageSettings settings(URI endpoint) {
    return StorageSettings.of(
        StorageSpecBuilder.builder().endpoint(endpoint.toString()).build(), Map.of());
  }
}
