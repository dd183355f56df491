package dev.byol.trainer.storage;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What travels: bodies of answers that break off are asked for again by the SDK. */
final class Bodies {
  private static final int CHUNK = 64 << 10;

  private Bodies() {}

  /** Bytes of an array, which must not change before the call ends; they are not copied. */
  static RequestBody of(byte[] bytes, int length) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
  }

  /**
   * Fills {@code into}, from its beginning at every try; an answer of another length is refused.
   */
  static ResponseTransformer<GetObjectResponse, GetObjectResponse> into(ByteBuffer into) {
    return (response, in) -> {
      ByteBuffer rest = into.duplicate();
      if (response.contentLength() == null || response.contentLength() != rest.remaining()) {
        throw RetryableException.create(
            "the answer has %d bytes, asked for were %d"
                .formatted(response.contentLength(), rest.remaining()));
      }
      try {
        fill(rest, in);
      } catch (IOException e) {
        throw RetryableException.create("the answer broke off: " + e.getMessage(), e);
      }
      return response;
    };
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

  private static void fill(ByteBuffer rest, InputStream in) throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK, rest.remaining())];
    while (rest.hasRemaining()) {
      int count = in.read(chunk, 0, Math.min(chunk.length, rest.remaining()));
      if (count < 0) {
        throw new EOFException("%d bytes are missing".formatted(rest.remaining()));
      }
      rest.put(chunk, 0, count);
    }
  }
}
