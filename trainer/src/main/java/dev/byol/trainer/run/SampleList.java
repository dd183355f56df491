package dev.byol.trainer.run;

import dev.byol.trainer.data.PictureSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The training pictures of a run in their order, small enough to be kept in every checkpoint. Data
 * that was moved or copied elsewhere has the same.
 *
 * @param pictures how many
 * @param digest SHA-256 over the names and labels
 */
record SampleList(long pictures, String digest) {
  static SampleList of(PictureSource source) {
    MessageDigest digest = sha256();
    for (int i = 0; i < source.size(); i++) {
      // The label ends the name: no two lists give the same bytes.
      digest.update(
          (source.key(i) + "\n" + source.label(i) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return new SampleList(source.size(), HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
