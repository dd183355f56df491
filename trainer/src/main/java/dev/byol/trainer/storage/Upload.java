package dev.byol.trainer.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An object being written, in order, by one thread. Pieces travel while the next is filled; memory
 * is {@link Pieces#AT_A_TIME} + 1 pieces at most. Closing without {@link #complete} gives it up.
 */
public final class Upload implements WritableByteChannel {
  /** S3 allows 10,000 pieces of an object. */
  private static final int MOST_PIECES = 9_000;

  /** The bound for pieces to end that were given up: no client of ours has longer tries. */
  private static final Duration LONGEST_TRY = Patience.CHECKPOINTS.attempt();

  private record Sent(Future<CompletedPart> result, byte[] buffer) {}

  private final Calls calls;
  private final Pieces pieces;
  private final WriteRequests writes;
  private final ObjectAddress address;
  private final long size;
  private final int pieceSize;
  private final List<CompletedPart> done = new ArrayList<>();
  private final Deque<Sent> inFlight = new ArrayDeque<>();
  private final Deque<byte[]> free = new ArrayDeque<>();

  /** Those that send a piece just now, and this: a cancelled {@link Future} may still send. */
  private final Phaser senders = new Phaser(1);

  private byte[] filling;
  private int filled;
  private long written;
  private String uploadId;
  private boolean open = true;

  Upload(Calls calls, Pieces pieces, WriteRequests writes, ObjectAddress address, long size) {
    this.calls = calls;
    this.pieces = pieces;
    this.writes = writes;
    this.address = address;
    this.size = size;
    this.pieceSize =
        (int) Math.min(Integer.MAX_VALUE - 8, Math.max(ObjectStore.PIECE, size / MOST_PIECES + 1));
    this.filling = new byte[(int) Math.min(pieceSize, size)];
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    while (source.hasRemaining()) {
      if (filled == filling.length) {
        if (written + filled >= size) {
          throw new IOException("%s was to have %d bytes, got more".formatted(address, size));
        }
        send();
      }
      int next = Math.min(source.remaining(), filling.length - filled);
      source.get(filling, filled, next);
      filled += next;
    }
    return count;
  }

  /** Returns when the object is in the store. */
  public void complete() throws IOException {
    if (written + filled != size) {
      throw new IOException(
          "%s was to have %d bytes, got %d".formatted(address, size, written + filled));
    }
    if (uploadId == null) {
      byte[] whole = filling;
      calls.call(
          "write",
          address,
          s3 -> s3.putObject(writes.put(address).build(), Bodies.of(whole, whole.length)));
    } else {
      send();
      awaitPieces();
      finish();
    }
    open = false;
  }

  /** Returns when every piece that was sent is in the store. */
  void awaitPieces() throws IOException {
    while (!inFlight.isEmpty()) {
      settleOldest();
    }
  }

  private void send() throws IOException {
    if (uploadId == null) {
      uploadId =
          calls
              .call("write", address, s3 -> s3.createMultipartUpload(writes.create(address)))
              .uploadId();
    }
    int number = done.size() + inFlight.size() + 1;
    byte[] buffer = filling;
    int length = filled;
    inFlight.add(new Sent(pieces.submit(() -> sendPiece(number, buffer, length)), buffer));
    written += length;
    filled = 0;
    if (inFlight.size() >= Pieces.AT_A_TIME) {
      settleOldest();
    }
    long rest = size - written;
    byte[] reused = free.poll();
    filling = reused != null ? reused : new byte[(int) Math.min(pieceSize, Math.max(rest, 0))];
  }

  private CompletedPart sendPiece(int number, byte[] buffer, int length) throws IOException {
    if (senders.register() < 0) {
      throw new CancellationException("given up before it was sent");
    }
    try {
      return sendNow(number, buffer, length);
    } finally {
      senders.arriveAndDeregister();
    }
  }

  private CompletedPart sendNow(int number, byte[] buffer, int length) throws IOException {
    UploadPartRequest request = writes.piece(address, uploadId, number);
    UploadPartResponse sent =
        calls.callForHeaders(
            "write",
            address,
            s3 -> s3.uploadPart(request, Bodies.of(buffer, length)),
            answer -> answer.eTag() == null ? List.of("ETag") : List.of());
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(sent.eTag())
        .checksumCRC32(sent.checksumCRC32())
        .build();
  }

  private void settleOldest() throws IOException {
    Sent oldest = inFlight.remove();
    done.add(Pieces.await(oldest.result()));
    free.add(oldest.buffer());
  }

  private void finish() throws IOException {
    try {
      calls.call(
          "write",
          address,
          s3 ->
              s3.completeMultipartUpload(
                  r ->
                      r.bucket(address.bucket())
                          .key(address.key())
                          .uploadId(uploadId)
                          .multipartUpload(m -> m.parts(done))));
    } catch (StorageException e) {
      // An answer may have been lost: then the second try finds the upload gone, for it is done.
      boolean isDone =
          e.kind() == StorageException.Kind.MISSING
              && new ObjectReads(calls, pieces)
                  .find(address)
                  .filter(found -> found.size() == size)
                  .isPresent();
      if (!isDone) {
        throw e;
      }
    }
  }

  static void abort(Calls calls, ObjectAddress address, String uploadId) throws IOException {
    try {
      calls.call(
          "give up writing",
          address,
          s3 ->
              s3.abortMultipartUpload(
                  r -> r.bucket(address.bucket()).key(address.key()).uploadId(uploadId)));
    } catch (StorageException e) {
      // Completed or given up by another in between.
      Calls.missing(e, null);
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Gives the upload up unless it was completed; what had the key is then unchanged. */
  @Override
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    inFlight.forEach(sent -> sent.result().cancel(true));
    if (uploadId != null) {
      // A piece that arrives after that brings the upload back, in some stores.
      boolean ended = awaitSenders();
      abort(calls, address, uploadId);
      if (!ended) {
        throw new IOException(
            "pieces of %s still travelled when it was given up; what they leave in the store is removed with other leftovers of uploads"
                .formatted(address));
      }
    }
  }

  /** Whether all have ended, within the bound. */
  private boolean awaitSenders() {
    try {
      senders.awaitAdvanceInterruptibly(
          senders.arriveAndDeregister(), LONGEST_TRY.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
