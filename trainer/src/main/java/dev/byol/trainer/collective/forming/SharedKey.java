package dev.byol.trainer.collective.forming;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key that all workers of an experiment hold, and nobody else. Never printed. */
public final class SharedKey {

  /** Shortest key accepted, in bytes. */
  public static final int MIN_BYTES = 16;

  /** Length of a proof, in bytes. */
  static final int PROOF_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private SharedKey(byte[] bytes) {
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * @param bytes at least {@value #MIN_BYTES} bytes from a cryptographic random source; copied
   */
  public static SharedKey of(byte[] bytes) {
    if (bytes.length < MIN_BYTES) {
      throw new IllegalArgumentException(
          "the shared key has "
              + bytes.length
              + " bytes; use at least "
              + MIN_BYTES
              + " random bytes.");
    }
    return new SharedKey(bytes);
  }

  /** HMAC-SHA256 of the parts one after the other; callers keep the parts at fixed lengths. */
  byte[] proof(byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must offer " + ALGORITHM, e);
    }
  }

  /** Compares in constant time. */
  boolean proves(byte[] proof, byte[]... parts) {
    return MessageDigest.isEqual(proof, proof(parts));
  }

  @Override
  public String toString() {
    return "SharedKey[hidden]";
  }
}
