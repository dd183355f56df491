package dev.byol.trainer.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Reads objects; long ones in pieces.
 *
 * @param calls of the store
 * @param pieces what moves the pieces
 */
record ObjectReads(Calls calls, Pieces pieces) {
  Optional<ObjectInfo> find(ObjectAddress address) throws IOException {
    try {
      HeadObjectResponse head =
          calls.callForHeaders(
              "read",
              address,
              s3 -> s3.headObject(r -> r.bucket(address.bucket()).key(address.key())),
              ObjectReads::missingHeaders);
      return Optional.of(
          new ObjectInfo(address.key(), head.contentLength(), head.eTag(), head.lastModified()));
    } catch (StorageException e) {
      return Calls.missing(e, Optional.empty());
    }
  }

  private static List<String> missingHeaders(HeadObjectResponse head) {
    List<String> missing = new ArrayList<>();
    if (head.contentLength() == null) {
      missing.add("Content-Length");
    }
    if (head.eTag() == null) {
      missing.add("ETag");
    }
    if (head.lastModified() == null) {
      missing.add("Last-Modified");
    }
    return missing;
  }

  void read(ObjectAddress address, String version, long offset, ByteBuffer into)
      throws IOException {
    int length = into.remaining();
    int begin = into.position();
    pieces.each(
        length,
        ObjectStore.PIECE,
        arrived -> {},
        (from, count) ->
            readPiece(
                address,
                version,
                offset + from,
                count,
                Bodies.into(into.slice(begin + (int) from, count))));
    into.position(begin + length);
  }

  void copyTo(
      ObjectAddress address,
      String version,
      long begin,
      long length,
      FileChannel file,
      LongConsumer arrived)
      throws IOException {
    pieces.each(
        length,
        ObjectStore.PIECE,
        arrived,
        (from, count) -> {
          long at = begin + from;
          readPiece(address, version, at, count, Bodies.into(file, at, count));
        });
  }

  private void readPiece(
      ObjectAddress address,
      String version,
      long offset,
      int count,
      ResponseTransformer<GetObjectResponse, GetObjectResponse> target)
      throws IOException {
    if (count == 0) {
      return;
    }
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(address.bucket())
            .key(address.key())
            .ifMatch(version)
            .range("bytes=%d-%d".formatted(offset, offset + count - 1))
            .build();
    try {
      calls.call("read", address, s3 -> s3.getObject(request, target));
    } catch (StorageException e) {
      if (e.status() == 412) {
        throw new StorageException(
            StorageException.Kind.WRONG,
            412,
            "%s was replaced while it was being read; leave data in place while a run uses it"
                .formatted(address),
            e);
      }
      throw e;
    }
  }

  Optional<ObjectStore.Content> readAll(ObjectAddress address, int limit) throws IOException {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(address.bucket()).key(address.key()).build();
    var whole =
        Bodies.<ObjectStore.Content>whole(
            limit,
            (response, bytes) ->
                new ObjectStore.Content(bytes, response.contentLength(), response.eTag()));
    try {
      return Optional.of(calls.call("read", address, s3 -> s3.getObject(request, whole)));
    } catch (StorageException e) {
      return Calls.missing(e, Optional.empty());
    }
  }
}
