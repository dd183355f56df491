package dev.byol.trainer.checkpoint.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal. */
public final class Sha256 {
  private static final int CHUNK = 1 << 20;

  private Sha256() {}

  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Of a whole object. */
  public static String of(StoredObject object) throws IOException {
    MessageDigest digest = digest();
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    for (long at = 0; at < object.size(); at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK, object.size() - at));
      object.readFully(at, chunk);
      digest.update(chunk.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A body that remembers the digest of what it wrote last. */
  public static final class Body implements ObjectBody {
    private final ObjectBody body;
    private String written = "";

    public Body(ObjectBody body) {
      this.body = body;
    }

    @Override
    public long size() {
      return body.size();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
      MessageDigest digest = digest();
      body.writeTo(
          new PassingChannel(out) {
            @Override
            void passed(ByteBuffer bytes) {
              digest.update(bytes);
            }
          });
      written = HexFormat.of().formatHex(digest.digest());
    }

    /** The digest of the last complete write. */
    public String written() {
      if (written.isEmpty()) {
        throw new IllegalStateException("nothing was written yet");
      }
      return written;
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
