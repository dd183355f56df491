package dev.byol.trainer.checkpoint.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** What is to be stored; it can be written more than once, so that a store may retry. */
public interface ObjectBody {
  /** Exactly how many bytes {@link #writeTo} writes. */
  long size();

  /** Writes everything, from the beginning. */
  void writeTo(WritableByteChannel out) throws IOException;

  /** The whole of it, for small ones. */
  default byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(size()));
    writeTo(Channels.newChannel(bytes));
    return bytes.toByteArray();
  }

  /** A small body. */
  static ObjectBody of(byte[] bytes) {
    return new ObjectBody() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void writeTo(WritableByteChannel out) throws IOException {
        for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
          out.write(rest);
        }
      }
    };
  }

  /** A small body of UTF-8. */
  static ObjectBody of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
