package dev.byol.trainer.telemetry.lease;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a pod knows of its API server: where it is, whom to trust, and who we are. The files are
 * read at each use, since the kubelet replaces them while the pod runs.
 *
 * @param server the API server, {@code https://host:port}
 * @param folder where the service account's {@code token} and {@code ca.crt} are mounted
 */
public record ServiceAccount(URI server, Path folder) {
  /** Where Kubernetes mounts the files: {@value}. */
  public static final String FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * The pod's own.
   *
   * @param variables the process's environment
   * @throws IllegalArgumentException outside a pod
   */
  public static ServiceAccount ofPod(Map<String, String> variables) {
    String host = variables.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = variables.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "KUBERNETES_SERVICE_HOST is not set, so this is no pod; unset BYOL_LEASE to run without a Lease");
    }
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return new ServiceAccount(URI.create("https://" + literal + ":" + port), Path.of(FOLDER));
  }

  /** The token to show, as it is now. */
  String token() throws IOException {
    return Files.readString(folder.resolve("token")).strip();
  }

  /** The certificates to trust, as they are now; compared to know when they change. */
  byte[] authorities() throws IOException {
    return server.getScheme().equals("https")
        ? Files.readAllBytes(folder.resolve("ca.crt"))
        : new byte[0];
  }

  /**
   * A client that trusts these authorities alone.
   *
   * @throws IOException when they are no certificates
   */
  HttpClient client(byte[] authorities) throws IOException {
    // Over HTTP/2 a request that timed out would leave its dead connection to the next one.
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT);
    if (server.getScheme().equals("https")) {
      builder.sslContext(trusting(authorities));
    }
    return builder.build();
  }

  private SSLContext trusting(byte[] authorities) throws IOException {
    try (InputStream in = new ByteArrayInputStream(authorities)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + number++, one);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(folder.resolve("ca.crt") + " holds no certificates to trust: " + e, e);
    }
  }
}
