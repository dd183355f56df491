package dev.byol.trainer.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
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

  private final Calls calls;
  private final Pieces pieces = new Pieces();
  private final ObjectReads reads;
  private final Pages pages;
  private final WriteRequests writes;

  private ObjectStore(Calls calls, WriteRequests writes) {
    this.calls = calls;
    this.reads = new ObjectReads(calls, pieces);
    this.pages = new Pages(calls);
    this.writes = writes;
  }

  /**
   * Opens a client; no connection is made yet. The caller closes it.
   *
   * @throws StorageException if the settings cannot be used
   */
  public static ObjectStore open(StorageSettings settings, Patience patience) throws IOException {
    return open(settings, patience, Outlast.nothing());
  }

  /** As {@link #open(StorageSettings, Patience)}, waiting longer than {@code patience} for it. */
  public static ObjectStore open(StorageSettings settings, Patience patience, Outlast outlast)
      throws IOException {
    String endpoint = settings.endpoint().map(Object::toString).orElse("Amazon S3");
    try {
      Checksums checksums = Checksums.ofEnvironment();
      Calls calls = new Calls(S3Clients.open(settings, patience, checksums), endpoint, outlast);
      return new ObjectStore(calls, WriteRequests.of(settings, checksums));
    } catch (SdkException e) {
      throw StorageFailures.of("open", new ObjectAddress("any-bucket", ""), endpoint, e);
    }
  }

  /** Work has begun: a store that refuses us from now on is waited for as one that is away. */
  public void outlastRefusals() {
    calls.outlast().refusalsToo();
  }

  /** Requests of any kind. */
  Calls calls() {
    return calls;
  }

  /** The store's address, for messages. */
  public String endpoint() {
    return calls.endpoint();
  }

  /** Processor time in nanoseconds that has gone into moving the pieces of large objects so far. */
  public long processorNanos() {
    return pieces.processorNanos();
  }

  /** What is told of an object; empty if there is none. */
  public Optional<ObjectInfo> find(ObjectAddress address) throws IOException {
    return reads.find(address);
  }

  /**
   * Fills {@code into} from its position to its limit, by parallel requests if that is long.
   *
   * @param offset of the first byte in the object
   * @param version that the object must have; otherwise it was replaced, and that is an error
   */
  public void read(ObjectAddress address, String version, long offset, ByteBuffer into)
      throws IOException {
    reads.read(address, version, offset, into);
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
    reads.copyTo(address, version, begin, length, file, arrived);
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
    return reads.readAll(address, limit);
  }

  /** Writes a small object by one request. */
  public void put(ObjectAddress address, byte[] bytes) throws IOException {
    calls.call("write", address, s3 -> s3.putObject(writes.put(address).build(), body(bytes)));
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
      calls.call("write", address, s3 -> s3.putObject(request.build(), body(bytes)));
      return true;
    } catch (StorageException e) {
      boolean changed = e.status() == 412 || e.status() == 409;
      if (!changed && !(e.kind() == StorageException.Kind.MISSING && expected.isPresent())) {
        throw e;
      }
      // An answer may have been lost: then the second try met what the first had written.
      return reads
          .readAll(address, Math.max(1, bytes.length))
          .filter(found -> Arrays.equals(found.bytes(), bytes))
          .isPresent();
    }
  }

  /**
   * Begins to write an object of a known size, by several requests if it is long; nothing of it is
   * seen before {@link Upload#complete}. The caller closes it.
   */
  public Upload upload(ObjectAddress address, long size) throws IOException {
    return new Upload(calls, pieces, writes, address, size);
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
      calls.call(
          "delete",
          address,
          s3 -> s3.deleteObject(r -> r.bucket(address.bucket()).key(address.key())));
    } catch (StorageException e) {
      Calls.missing(e, null);
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
        Upload.abort(calls, prefix.withKey(upload.key()), upload.uploadId());
        aborted++;
      }
    }
    return aborted;
  }

  private static RequestBody body(byte[] bytes) {
    return Bodies.of(bytes, bytes.length);
  }

  @Override
  public void close() {
    pieces.close();
    calls.client().close();
  }
}
