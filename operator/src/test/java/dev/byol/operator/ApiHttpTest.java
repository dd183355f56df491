package dev.byol.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class ApiHttpTest {
  @Test
  void theCipherThatIsCheapWithoutTheSecondCompilerIsAskedForFirst() {
    assertThat(
            ApiHttp.cheapestFirst(
                "TLS_AES_256_GCM_SHA384",
                "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"))
        .containsExactly(
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256");
  }

  @Test
  void nothingIsPermittedOrForbiddenByTheOrder() throws NoSuchAlgorithmException {
    String[] usual = SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites();
    assertThat(ApiHttp.cheapestFirst(usual)).containsExactlyInAnyOrder(usual);
  }
}
