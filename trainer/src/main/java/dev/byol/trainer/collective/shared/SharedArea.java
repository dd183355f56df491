package dev.byol.trainer.collective.shared;

import dev.byol.trainer.collective.sum.SummationOrder;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Memory that the processes of one host share: for each rank a header of counters that it alone
 * writes, and slots for what it hands to the others. Counters are written with release and read
 * with acquire semantics, so whoever sees a counter sees what was put into the slots before it.
 *
 * <p>Two incoming and two outgoing slots a rank are used in turn, by the parity of the piece: while
 * one is read by slower ranks the other is filled ({@link SharedAllReduce}).
 */
public final class SharedArea {

  /** Bytes of an incoming slot: a short message, or one chunk for each segment of a long one. */
  static final int SLOT_BYTES = 2 * SummationOrder.SMALL_MESSAGE_BYTES;

  /** With more ranks than this the chunks would be shorter than they are worth. */
  static final int MAX_RANKS = 128;

  /** Counters lie in cache lines of their own, or ranks would slow each other down. */
  private static final int LINE = 64;

  private static final int MARK_AT = 0;
  private static final int LEFT_AT = MARK_AT + Long.BYTES;
  private static final int OPERATION_AT = LINE;
  private static final int DESCRIPTION_AT = OPERATION_AT + Long.BYTES;
  private static final int BEGUN_AT = DESCRIPTION_AT + 2 * Long.BYTES;
  private static final int PUBLISHED_AT = 2 * LINE;
  private static final int FINISHED_AT = 3 * LINE;
  private static final int HEADER_BYTES = 4 * LINE;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final int chunkBytes;
  private final MappedByteBuffer bytes;
  private final ByteBuffer[][] incoming;
  private final ByteBuffer[][] outgoing;

  /** Maps the file, which is {@link #bytes} long; the mapping outlives the channel. */
  SharedArea(FileChannel file, int worldSize) throws IOException {
    chunkBytes = chunkBytes(worldSize);
    bytes = file.map(FileChannel.MapMode.READ_WRITE, 0, bytes(worldSize));
    incoming = new ByteBuffer[worldSize][2];
    outgoing = new ByteBuffer[worldSize][2];
    int at = worldSize * HEADER_BYTES;
    for (int rank = 0; rank < worldSize; rank++) {
      for (int parity = 0; parity < 2; parity++) {
        incoming[rank][parity] = bytes.slice(at, SLOT_BYTES);
        outgoing[rank][parity] = bytes.slice(at + SLOT_BYTES, chunkBytes);
        at += SLOT_BYTES + chunkBytes;
      }
    }
  }

  /** Length of the area for that many ranks. */
  static int bytes(int worldSize) {
    return worldSize * (HEADER_BYTES + 2 * (SLOT_BYTES + chunkBytes(worldSize)));
  }

  private static int chunkBytes(int worldSize) {
    return SLOT_BYTES / worldSize / LINE * LINE;
  }

  /** Bytes of the longest chunk. */
  int chunkBytes() {
    return chunkBytes;
  }

  /** What {@code rank} gives the others as message number {@code piece}. */
  ByteBuffer message(int rank, long piece) {
    return incoming[rank][parity(piece)].slice();
  }

  /** What {@code rank} gives to the sum of {@code segment}'s chunk in {@code piece}. */
  ByteBuffer share(int rank, long piece, int segment) {
    return incoming[rank][parity(piece)].slice(segment * chunkBytes, chunkBytes);
  }

  /** The sum that {@code rank} has made of its segment's chunk in {@code piece}. */
  ByteBuffer sum(int rank, long piece) {
    return outgoing[rank][parity(piece)].slice();
  }

  /** Writes a number by which others recognise this rank in this memory. */
  void mark(int rank, long value) {
    set(rank, MARK_AT, value);
  }

  long mark(int rank) {
    return get(rank, MARK_AT);
  }

  /** Says that this rank will do nothing more here. */
  public void leave(int rank) {
    set(rank, LEFT_AT, 1);
  }

  boolean hasLeft(int rank) {
    return get(rank, LEFT_AT) != 0;
  }

  /**
   * Says which operation this rank is at.
   *
   * @param operation counts operations of any kind, from 1
   * @param description of what kind and how long it is; equal on all ranks
   */
  public void announce(int rank, long operation, long description) {
    set(rank, BEGUN_AT, operation);
    set(rank, DESCRIPTION_AT + parity(operation) * Long.BYTES, description);
    set(rank, OPERATION_AT, operation);
  }

  /** The operation that {@code rank} is at. */
  long operation(int rank) {
    return get(rank, OPERATION_AT);
  }

  /**
   * The description of that operation, if {@code rank} has come to it and {@link #hasOverwritten}
   * denies, asked afterwards.
   */
  long description(int rank, long operation) {
    return get(rank, DESCRIPTION_AT + parity(operation) * Long.BYTES);
  }

  /** Whether {@code rank} is two operations further on, and has only those to tell of. */
  boolean hasOverwritten(int rank, long operation) {
    return get(rank, BEGUN_AT) > operation + 1;
  }

  /** Says that this rank has put its shares of all pieces below {@code count} into the slots. */
  void publish(int rank, long count) {
    set(rank, PUBLISHED_AT, count);
  }

  long published(int rank) {
    return get(rank, PUBLISHED_AT);
  }

  /** Says that this rank has summed its segment's chunks of all pieces below {@code count}. */
  void finish(int rank, long count) {
    set(rank, FINISHED_AT, count);
  }

  long finished(int rank) {
    return get(rank, FINISHED_AT);
  }

  private void set(int rank, int offset, long value) {
    LONGS.setRelease(bytes, rank * HEADER_BYTES + offset, value);
  }

  private long get(int rank, int offset) {
    return (long) LONGS.getAcquire(bytes, rank * HEADER_BYTES + offset);
  }

  private static int parity(long number) {
    return (int) (number & 1);
  }
}
