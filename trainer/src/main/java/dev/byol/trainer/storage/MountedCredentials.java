package dev.byol.trainer.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Credentials in a folder, a file named as each AWS variable, as Kubernetes mounts a Secret. They
 * are read at each use, so that a Secret that is renewed holds without another process: variables
 * of the environment stay what they were when it started.
 *
 * @param folder where the files are
 */
record MountedCredentials(Path folder) implements AwsCredentialsProvider {
  /**
   * Kubernetes lets this link point to another folder when a Secret changes, for all files at once.
   */
  private static final String CURRENT = "..data";

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      Path link = folder.resolve(CURRENT);
      Path current = Files.exists(link) ? link.toRealPath() : folder;
      String accessKey = read(current, "AWS_ACCESS_KEY_ID");
      String secretKey = read(current, "AWS_SECRET_ACCESS_KEY");
      Path token = current.resolve("AWS_SESSION_TOKEN");
      return Files.exists(token)
          ? AwsSessionCredentials.create(accessKey, secretKey, read(current, "AWS_SESSION_TOKEN"))
          : AwsBasicCredentials.create(accessKey, secretKey);
    } catch (IOException e) {
      throw SdkClientException.create(
          "there are no credentials in %s (%s)".formatted(folder, e), e);
    }
  }

  private static String read(Path folder, String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }
}
