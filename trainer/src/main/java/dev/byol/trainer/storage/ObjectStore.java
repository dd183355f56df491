package dev.byol.trainer.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A client of one object store. Calls wait and try again within the {@link Patience} they were
 * opened with; what fails for good, or after that, is a {@link StorageException}. May be used from
 * several threads; large objects are moved in pieces, some of them at a time.
 */
public final class ObjectStore implements AutoCloseable {
  /** Objects up to this size are read and written by one request. */
  static final int PIECE = 8 << 20;

  /** The SDK does not notice when an answer breaks off within its headers. */
  static final int MOST_CUT_ANSWERS = 5;

  private final S3Client client;
  private final WriteRequests writes;
  private final String endpoint;
  private final Pieces pieces;
  private final Pages pages = new Pages(this);

  private ObjectStore(S3Client client, StorageSettings settings, Pieces pieces) {
    this.client = client;
    this.writes = WriteRequests.of(settings);
    this.endpoint = settings.endpoint().map(Object::toString).orElse("Amazon S3");
    this.pieces = pieces;
  }

  /**
   * Opens a client; no connection is made yet. The caller closes it.
   *
   * @throws StorageException if the settings cannot be used
   */
  public static ObjectStore open(StorageSettings settings, Patience patience) throws IOException {
    try {
      return new ObjectStore(S3Clients.open(settings, patience), settings, new Pieces());
    } catch (SdkException e) {
      throw StorageFailures.of(
          "open", new ObjectAddress("any-bucket", ""), settings.endpoint().toString(), e);
    }
  }

  /** The store's address, for messages. */
  public String endpoint() {
    return endpoint;
  }

  /** What is told of an object; empty if there is none. */
  public Optional<ObjectInfo> find(ObjectAddress address) throws IOException {
    try {
      for (int tries = 0; tries < MOST_CUT_ANSWERS; tries++) {
        HeadObjectResponse head =
            call(
                "read",
                address,
                s3 -> s3.headObject(r -> r.bucket(address.bucket()).key(address.key())));
        if (head.contentLength() != null && head.eTag() != null && head.lastModified() != null) {
          return Optional.of(
              new ObjectInfo(
                  address.key(), head.contentLength(), head.eTag(), head.lastModified()));
        }
      }
      throw StorageFailures.cutShort("read", address, endpoint);
    } catch (StorageException e) {
      return missing(e, Optional.empty());
    }
  }

  /**
   * Fills {@code into} from its position to its limit, by parallel requests if that is long.
   *
   * @param offset of the first byte in the object
   * @param version that the object must have; otherwise it was replaced, and that is an error
   */
  public void read(ObjectAddress address, String version, long offset, ByteBuffer into)
      throws IOException {
    int length = into.remaining();
    int begin = into.position();
    pieces.each(
        length,
        PIECE,
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

  /**
   * Copies bytes of an object to the same place of a file, by parallel requests if they are many.
   *
   * @param version that the object must have; otherwise it was replaced, and that is an error
   * @param file open for writing; stays the caller's
   * @param arrived is told how many of the bytes are there, without a gap
   */
  public void copyTo(
      ObjectAddress address,
      String version,
      long begin,
      long length,
      FileChannel file,
      LongConsumer arrived)
      throws IOException {
    pieces.each(
        length,
        PIECE,
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
      call("read", address, s3 -> s3.getObject(request, target));
    } catch (StorageException e) {
      if (e.status() == 412) {
        throw new StorageException(
            StorageException.Kind.REFUSED,
            412,
            "%s was replaced while it was being read; leave data in place while a run uses it"
                .formatted(address),
            e);
      }
      throw e;
    }
  }

  /**
   * A small object.
   *
   * @param bytes the whole of it; empty if it is larger than was asked for
   * @param size of the whole of it
   */
  public record Content(byte[] bytes, long size, String version) {}

  /** Reads an object by one request; empty if there is none. */
  public Optional<Content> readAll(ObjectAddress address, int limit) throws IOException {
    try {
      return Optional.of(
          call(
              "read",
              address,
              s3 ->
                  s3.getObject(
                      GetObjectRequest.builder()
                          .bucket(address.bucket())
                          .key(address.key())
                          .build(),
                      Bodies.<Content>whole(
                          limit,
                          (response, bytes) ->
                              new Content(bytes, response.contentLength(), response.eTag())))));
    } catch (StorageException e) {
      return missing(e, Optional.empty());
    }
  }

  /** Writes a small object by one request. */
  public void put(ObjectAddress address, byte[] bytes) throws IOException {
    call("write", address, s3 -> s3.putObject(writes.put(address).build(), body(bytes)));
  }

  /**
   * Writes a small object if nobody else did meanwhile.
   *
   * @param expected the version that is to be replaced; empty: there must be no such object
   * @return whether it was written; false: the store has another version
   */
  public boolean putIf(ObjectAddress address, Optional<String> expected, byte[] bytes)
      throws IOException {
    PutObjectRequest.Builder request = writes.put(address);
    expected.ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
    try {
      call("write", address, s3 -> s3.putObject(request.build(), body(bytes)));
      return true;
    } catch (StorageException e) {
      boolean changed = e.status() == 412 || e.status() == 409;
      if (!changed && !(e.kind() == StorageException.Kind.MISSING && expected.isPresent())) {
        throw e;
      }
      // An answer may have been lost: then the second try met what the first had written.
      return readAll(address, Math.max(1, bytes.length))
          .filter(found -> Arrays.equals(found.bytes(), bytes))
          .isPresent();
    }
  }

  /**
   * Begins to write an object of a known size, by several requests if it is long; nothing of it is
   * seen before {@link Upload#complete}. The caller closes it.
   */
  public Upload upload(ObjectAddress address, long size) throws IOException {
    return new Upload(this, writes, pieces, address, size);
  }

  /** Everything whose key begins with that of {@code prefix}, sorted. */
  public List<ObjectInfo> listAll(ObjectAddress prefix) throws IOException {
    return pages.all(prefix).objects();
  }

  /** What lies directly in a folder: names up to the next {@code /}. */
  public Listing listFolder(ObjectAddress folder) throws IOException {
    return pages.folder(folder);
  }

  /** Whether any key begins with that of {@code prefix}. */
  public boolean isAny(ObjectAddress prefix) throws IOException {
    return pages.isAny(prefix);
  }

  /** Removes an object; one that is not there is no error. */
  public void delete(ObjectAddress address) throws IOException {
    try {
      call(
          "delete",
          address,
          s3 -> s3.deleteObject(r -> r.bucket(address.bucket()).key(address.key())));
    } catch (StorageException e) {
      missing(e, null);
    }
  }

  /**
   * Gives up uploads that were begun and never completed: their pieces take room and are listed
   * nowhere else.
   *
   * @param dead by key and time of beginning
   * @return how many
   */
  public int abortUploads(ObjectAddress prefix, BiPredicate<String, Instant> dead)
      throws IOException {
    List<MultipartUpload> found = pages.uploads(prefix);
    int aborted = 0;
    for (MultipartUpload upload : found) {
      if (dead.test(upload.key(), upload.initiated())) {
        abort(prefix.withKey(upload.key()), upload.uploadId());
        aborted++;
      }
    }
    return aborted;
  }

  void abort(ObjectAddress address, String uploadId) throws IOException {
    try {
      call(
          "give up writing",
          address,
          s3 ->
              s3.abortMultipartUpload(
                  r -> r.bucket(address.bucket()).key(address.key()).uploadId(uploadId)));
    } catch (StorageException e) {
      // Completed or given up by another in between.
      missing(e, null);
    }
  }

  /** One call of the SDK, which tries again by itself, with failures in our words. */
  <T> T call(String verb, ObjectAddress address, Function<S3Client, T> request) throws IOException {
    try {
      return request.apply(client);
    } catch (SdkException e) {
      throw StorageFailures.of(verb, address, endpoint, e);
    }
  }

  private static RequestBody body(byte[] bytes) {
    return Bodies.of(bytes, bytes.length);
  }

  private static <T> T missing(StorageException e, T instead) throws StorageException {
    if (e.kind() == StorageException.Kind.MISSING) {
      return instead;
    }
    throw e;
  }

  @Override
  public void close() {
    pieces.close();
    client.close();
  }
}
