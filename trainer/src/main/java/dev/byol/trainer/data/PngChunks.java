package dev.byol.trainer.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Checks the frame of a PNG file: chunk lengths, checksums and the end mark. The JDK's reader skips
 * the checksums, so that a flipped bit would pass as a picture.
 */
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int OVERHEAD = 12;
  private static final int IEND = 0x49454E44;
  private static final int TRANSPARENCY = 0x74524E53;

  /** Set in the type of a chunk that a decoder may do without: its first letter is small. */
  private static final int ANCILLARY = 0x20000000;

  private PngChunks() {}

  /** A chunk with a wrong checksum is left alone where it has no part in the pixels. */
  static void check(byte[] file, String name) throws DamagedPictureException {
    ByteBuffer in = ByteBuffer.wrap(file);
    CRC32 crc = new CRC32();
    int at = SIGNATURE;
    while (file.length - at >= OVERHEAD) {
      int length = in.getInt(at);
      if (length < 0 || length > file.length - at - OVERHEAD) {
        break;
      }
      int type = in.getInt(at + 4);
      if ((type & ANCILLARY) == 0 || type == TRANSPARENCY) {
        crc.reset();
        crc.update(file, at + 4, 4 + length);
        if ((int) crc.getValue() != in.getInt(at + 8 + length)) {
          throw new DamagedPictureException(
              name, "the PNG chunk at byte %d fails its checksum".formatted(at), null);
        }
      }
      if (type == IEND) {
        return;
      }
      at += OVERHEAD + length;
    }
    throw new DamagedPictureException(name, "it is cut short", null);
  }

  /** The body of the first chunk of a type, before the end mark, in a file of any kind. */
  static Optional<byte[]> body(byte[] file, String type) {
    int wanted = ByteBuffer.wrap(type.getBytes(StandardCharsets.US_ASCII)).getInt();
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = SIGNATURE;
    while (file.length - at >= OVERHEAD && in.getInt(at + 4) != IEND) {
      int length = in.getInt(at);
      if (length < 0 || length > file.length - at - OVERHEAD) {
        break;
      }
      if (in.getInt(at + 4) == wanted) {
        return Optional.of(Arrays.copyOfRange(file, at + 8, at + 8 + length));
      }
      at += OVERHEAD + length;
    }
    return Optional.empty();
  }
}
