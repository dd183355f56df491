package dev.byol.operator;

import io.fabric8.kubernetes.client.http.TlsVersion;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * How the operator speaks to the API server, at little cost: what it hears of a thousand
 * experiments is decrypted by a Java machine without a second compiler, the only one that knows the
 * processor's instructions for AES.
 */
final class ApiHttp extends JdkHttpClientFactory {
  private static final String SHARED_THREADS =
      "java.util.concurrent.ForkJoinPool.common.parallelism";

  private final SSLParameters parameters;

  /**
   * Connections with these versions of TLS.
   *
   * @param versions none: those that Java permits
   */
  ApiHttp(TlsVersion... versions) {
    SSLParameters usual = usual();
    parameters =
        new SSLParameters(
            cheapestFirst(usual.getCipherSuites()),
            versions == null || versions.length == 0
                ? usual.getProtocols()
                : Arrays.stream(versions).map(TlsVersion::javaName).toArray(String[]::new));
  }

  /**
   * Java's client gives each answer a new thread where a machine has two processors or fewer, as
   * pods do, unless it is told that threads may be shared. To be called before the first client is
   * made.
   */
  static void shareThreads() {
    if (System.getProperty(SHARED_THREADS) == null) {
      System.setProperty(SHARED_THREADS, "2");
    }
  }

  /**
   * All that are permitted, in another order: without the second compiler ChaCha20 takes a fifth of
   * what AES takes. The API server chooses by this order, or what it is restricted to.
   */
  static String[] cheapestFirst(String... suites) {
    return Arrays.stream(suites)
        .sorted(Comparator.comparing(suite -> !suite.contains("CHACHA20")))
        .toArray(String[]::new);
  }

  private static SSLParameters usual() {
    try {
      return SSLContext.getDefault().getDefaultSSLParameters();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java knows no TLS; use a complete one", e);
    }
  }

  @Override
  protected void additionalConfig(HttpClient.Builder builder) {
    builder.sslParameters(parameters);
  }
}
