package dev.byol.trainer.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of the AWS SDK as the settings say. */
final class S3Clients {
  /** More parallel requests than any of our users of a client makes. */
  private static final int MOST_CONNECTIONS = 256;

  private static final Duration CONNECT_BOUND = Duration.ofSeconds(5);
  private static final Duration SILENCE_BOUND = Duration.ofSeconds(20);

  private S3Clients() {}

  /**
   * The caller closes it.
   *
   * @throws StorageException if the CA bundle cannot be used
   */
  static S3Client open(StorageSettings settings, Patience patience, Checksums checksums)
      throws StorageException {
    var http =
        Apache5HttpClient.builder()
            .maxConnections(MOST_CONNECTIONS)
            .connectionAcquisitionTimeout(patience.attempt())
            .connectionTimeout(CONNECT_BOUND)
            .socketTimeout(SILENCE_BOUND)
            .expectContinueEnabled(false);
    if (settings.caBundle().isPresent()) {
      TrustManager[] trusted = trust(settings.caBundle().get());
      http.tlsTrustManagersProvider(() -> trusted);
    }
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(http)
            .credentialsProvider(credentials(settings))
            .requestChecksumCalculation(checksums.requests())
            .responseChecksumValidation(checksums.answers())
            .forcePathStyle(settings.pathStyle() == StorageSettings.PathStyle.PATH)
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .retryStrategy(Retries.within(patience))
                    .apiCallTimeout(patience.total())
                    .apiCallAttemptTimeout(patience.attempt())
                    .build());
    settings.endpoint().ifPresent(builder::endpointOverride);
    settings.region().map(Region::of).ifPresent(builder::region);
    return builder.build();
  }

  /** Files are read again when they change; the chain asks all of its links each time. */
  private static AwsCredentialsProvider credentials(StorageSettings settings) {
    AwsCredentialsProvider standard =
        DefaultCredentialsProvider.builder()
            .profileFile(ProfileFileSupplier.defaultSupplier())
            .build();
    return settings
        .credentials()
        .<AwsCredentialsProvider>map(
            folder ->
                AwsCredentialsProviderChain.builder()
                    .credentialsProviders(new MountedCredentials(folder), standard)
                    .reuseLastProviderEnabled(false)
                    .build())
        .orElse(standard);
  }

  private static TrustManager[] trust(Path caBundle) throws StorageException {
    try (InputStream pem = Files.newInputStream(caBundle)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + count++, one);
      }
      if (count == 0) {
        throw new IOException("it holds no certificate");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new StorageException(
          StorageException.Kind.WRONG,
          0,
          "The CA bundle %s cannot be used (%s): name a PEM file of certificates in spec.storage.caBundle or AWS_CA_BUNDLE."
              .formatted(caBundle, e.getMessage()),
          e);
    }
  }
}
