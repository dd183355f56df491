package dev.byol.trainer.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256 over what tells the data of one run from those of another. */
final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void update(byte[] bytes) {
    digest.update(bytes);
  }

  void update(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  /** 64 hexadecimal digits; begins anew. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
