package dev.byol.trainer.storage;

import dev.byol.api.channel.WorkerVariables;
import dev.byol.api.spec.storage.StorageEncryption;
import dev.byol.api.spec.storage.StorageSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How the store is reached. Credentials are not in here: they come from a folder that is read at
 * each use, or by the standard AWS chain.
 *
 * @param endpoint empty: Amazon S3
 * @param region empty: the standard AWS chain finds it
 * @param pathStyle whether the bucket stands in the path of a request
 * @param caBundle PEM file of the authorities to trust; empty: those of Java
 * @param encryption asked for at every upload
 * @param kmsKeyId with {@link StorageEncryption#KMS}
 * @param credentials folder with a file named as each AWS variable; empty: the standard AWS chain
 */
public record StorageSettings(
    Optional<URI> endpoint,
    Optional<String> region,
    PathStyle pathStyle,
    Optional<Path> caBundle,
    Optional<StorageEncryption> encryption,
    Optional<String> kmsKeyId,
    Optional<Path> credentials) {
  /** Where the bucket stands in a request. */
  public enum PathStyle {
    /** In the path. */
    PATH,
    /** In the host name, as at Amazon. */
    HOST
  }

  /**
   * What an experiment says, completed from the variables that the AWS command line knows.
   *
   * @param spec with defaults filled in
   */
  public static StorageSettings of(StorageSpec spec, Map<String, String> environment) {
    Optional<URI> endpoint =
        Optional.ofNullable(spec.endpoint())
            .or(() -> Optional.ofNullable(environment.get("AWS_ENDPOINT_URL_S3")))
            .or(() -> Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")))
            .map(URI::create);
    Optional<String> region =
        Optional.ofNullable(spec.region())
            .or(() -> Optional.ofNullable(environment.get("AWS_REGION")))
            .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")))
            .or(() -> endpoint.map(unused -> "us-east-1"));
    boolean inPath = spec.pathStyle() == null ? endpoint.isPresent() : spec.pathStyle();
    return new StorageSettings(
        endpoint,
        region,
        inPath ? PathStyle.PATH : PathStyle.HOST,
        Optional.ofNullable(spec.caBundle())
            .or(() -> Optional.ofNullable(environment.get("AWS_CA_BUNDLE")))
            .map(Path::of),
        Optional.ofNullable(spec.encryption()),
        Optional.ofNullable(spec.kmsKeyId()),
        Optional.ofNullable(environment.get(WorkerVariables.STORE_CREDENTIALS)).map(Path::of));
  }
}
