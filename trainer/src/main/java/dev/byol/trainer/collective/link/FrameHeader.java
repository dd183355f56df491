package dev.byol.trainer.collective.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The {@value #BYTES} bytes before each payload, little-endian: magic (4), type (1), zero (3),
 * generation (8), sequence number in this direction of this connection (8), payload length (4),
 * CRC-32C (4) of the 28 bytes before it and the payload.
 *
 * <p>An instance is one reusable header with its checksum; not thread-safe.
 */
public final class FrameHeader {

  public static final int BYTES = 32;
  private static final int MAGIC = 0x4C4F5942; // "BYOL" in the order of the wire
  private static final int TYPE_AT = 4;
  private static final int GENERATION_AT = 8;
  private static final int SEQUENCE_AT = 16;
  private static final int LENGTH_AT = 24;
  private static final int CRC_AT = 28;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C crc = new CRC32C();

  /** The 32 bytes; position and limit are the caller's to use for I/O. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Fills the header for this payload (position to limit, left as it is) and rewinds it. */
  public void encode(FrameType type, long generation, long sequence, ByteBuffer payload) {
    bytes
        .clear()
        .putInt(0, MAGIC)
        .putInt(TYPE_AT, type.code())
        .putLong(GENERATION_AT, generation)
        .putLong(SEQUENCE_AT, sequence)
        .putInt(LENGTH_AT, payload.remaining())
        .putInt(CRC_AT, checksum(payload));
  }

  /** Says what is wrong with everything but length and checksum, or null when all is right. */
  public String fault(FrameType expected, long generation, long sequence) {
    if (bytes.getInt(0) != MAGIC) {
      return "sent bytes that are not a frame";
    }
    if (bytes.getLong(GENERATION_AT) != generation) {
      return "sent a frame of generation "
          + bytes.getLong(GENERATION_AT)
          + " into generation "
          + generation;
    }
    if (bytes.getLong(SEQUENCE_AT) != sequence) {
      return "sent frame number "
          + bytes.getLong(SEQUENCE_AT)
          + " where number "
          + sequence
          + " was due";
    }
    if (expected != null && bytes.getInt(TYPE_AT) != expected.code()) {
      return atAnother(bytes.getInt(TYPE_AT), expected);
    }
    return null;
  }

  /** What is wrong with a peer at the operation {@code theirs}, a code that may be unknown. */
  public static String atAnother(int theirs, FrameType ours) {
    return "is at "
        + FrameType.wordsOf(theirs)
        + " while this rank is at "
        + ours.words()
        + " (all ranks must call the same operations in the same order)";
  }

  /** Null when the code is unknown. */
  public FrameType type() {
    return FrameType.ofCode(bytes.getInt(TYPE_AT));
  }

  /** Payload length as it stands there: not to be trusted before it is compared with a bound. */
  public int length() {
    return bytes.getInt(LENGTH_AT);
  }

  /** Whether the checksum fits this payload (position to limit, left as it is). */
  public boolean fits(ByteBuffer payload) {
    return bytes.getInt(CRC_AT) == checksum(payload);
  }

  private int checksum(ByteBuffer payload) {
    crc.reset();
    crc.update(bytes.duplicate().position(0).limit(CRC_AT));
    crc.update(payload.duplicate());
    return (int) crc.getValue();
  }
}
