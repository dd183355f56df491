package dev.byol.trainer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.byol.api.spec.storage.StorageSpecBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store over https whose certificate no public authority vouches for. */
class TrustTest {
  private static final String PASSWORD = "changeit";
  private static final ObjectAddress PLACE = new ObjectAddress("vault", "latest");

  @TempDir static Path folder;
  private static S3Proxy server;

  @BeforeAll
  static void start() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1");
    keytool("-exportcert", "-rfc", "-file", folder.resolve("ca.pem").toString());
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
    Properties settings = new Properties();
    settings.setProperty("s3proxy.secure-endpoint", "https://127.0.0.1:0");
    settings.setProperty("s3proxy.keystore-path", folder.resolve("keys.p12").toString());
    settings.setProperty("s3proxy.keystore-password", PASSWORD);
    settings.setProperty("s3proxy.authorization", "aws-v4");
    settings.setProperty("s3proxy.identity", "key");
    settings.setProperty("s3proxy.credential", "secret");
    server =
        S3Proxy.Builder.fromProperties(settings)
            .blobStore(BlobStores.create("transient-nio2", settings))
            .build();
    server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void withTheAuthorityThatTheSettingsNameObjectsAreWrittenAndRead() throws IOException {
    try (ObjectStore store = open(folder.resolve("ca.pem").toString())) {
      store
          .calls()
          .call("create", PLACE, s3 -> s3.createBucket(request -> request.bucket("vault")));
      store.put(PLACE, new byte[] {1, 2, 3});
      assertThat(store.readAll(PLACE, 10).orElseThrow().bytes()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void withoutItTheSentenceSaysWhereToNameOne() throws IOException {
    try (ObjectStore store = open(null)) {
      assertThatThrownBy(() -> store.readAll(PLACE, 10))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.REFUSED))
          .hasMessageContaining("no trusted connection to https://127.0.0.1")
          .hasMessageContaining("spec.storage.caBundle");
    }
  }

  @Test
  void aBundleThatHoldsNoCertificateIsNamed() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    assertThatThrownBy(() -> open(empty.toString()))
        .hasMessageContaining(empty.toString())
        .hasMessageContaining("PEM file");
  }

  private static ObjectStore open(String caBundle) throws IOException {
    URI endpoint = URI.create("https://127.0.0.1:" + server.getSecurePort());
    var spec =
        StorageSpecBuilder.builder().endpoint(endpoint.toString()).caBundle(caBundle).build();
    return ObjectStore.open(StorageSettings.of(spec, Map.of()), Patience.SHORT);
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-alias", "store", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"));
    command.add(folder.resolve("keys.p12").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
