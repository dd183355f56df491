package dev.byol.trainer.storage;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.BiFunction;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What travels: bodies of answers that break off are asked for again by the SDK. */
final class Bodies {
  private static final int CHUNK = 256 << 10;

  private Bodies() {}

  /** The store answered as it should; it is this machine that could not keep it. */
  static final class NotKept extends IOException {
    private static final long serialVersionUID = 1L;

    NotKept(IOException cause) {
      super(cause);
    }
  }

  /** Bytes of an array, which must not change before the call ends; they are not copied. */
  static RequestBody of(byte[] bytes, int length) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
  }

  /** Where the bytes of an answer go; may be asked from the beginning again. */
  private interface Sink {
    void put(long at, byte[] chunk, int count) throws IOException;
  }

  /**
   * Fills {@code into}, from its beginning at every try; an answer of another length is refused.
   */
  static ResponseTransformer<GetObjectResponse, GetObjectResponse> into(ByteBuffer into) {
    int begin = into.position();
    return into(
        into.remaining(), (at, chunk, count) -> into.put(begin + (int) at, chunk, 0, count));
  }

  /** As {@link #into(ByteBuffer)}, to {@code length} bytes of a file from {@code begin} on. */
  static ResponseTransformer<GetObjectResponse, GetObjectResponse> into(
      FileChannel file, long begin, int length) {
    return into(
        length,
        (at, chunk, count) -> {
          ByteBuffer rest = ByteBuffer.wrap(chunk, 0, count);
          try {
            for (long to = begin + at; rest.hasRemaining(); ) {
              to += file.write(rest, to);
            }
          } catch (IOException e) {
            throw new NotKept(e);
          }
        });
  }

  private static ResponseTransformer<GetObjectResponse, GetObjectResponse> into(
      int length, Sink sink) {
    return (response, in) -> {
      if (response.contentLength() == null || response.contentLength() != length) {
        throw RetryableException.create(
            "the answer has %d bytes, asked for were %d"
                .formatted(response.contentLength(), length));
      }
      byte[] chunk = new byte[Math.min(CHUNK, length)];
      for (int at = 0; at < length; ) {
        int count = read(in, chunk, Math.min(chunk.length, length - at));
        sink.put(at, chunk, count);
        at += count;
      }
      return response;
    };
  }

  private static int read(InputStream in, byte[] chunk, int most) {
    try {
      int count = in.readNBytes(chunk, 0, most);
      if (count < most) {
        throw new EOFException("it ends early");
      }
      return count;
    } catch (IOException e) {
      throw RetryableException.create("the answer broke off: " + e.getMessage(), e);
    }
  }

  /** A whole object of at most {@code limit} bytes. */
  static <T> ResponseTransformer<GetObjectResponse, T> whole(
      int limit, BiFunction<GetObjectResponse, byte[], T> make) {
    return (response, in) -> {
      if (response.contentLength() == null || response.eTag() == null) {
        throw RetryableException.create("the answer broke off within its headers");
      }
      if (response.contentLength() > limit) {
        return make.apply(response, new byte[0]);
      }
      try {
        byte[] bytes = in.readNBytes(response.contentLength().intValue());
        if (bytes.length < response.contentLength()) {
          throw new EOFException("it ends after %d bytes".formatted(bytes.length));
        }
        return make.apply(response, bytes);
      } catch (IOException e) {
        throw RetryableException.create("the answer broke off: " + e.getMessage(), e);
      }
    };
  }
}
